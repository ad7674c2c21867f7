"""A text to be made into a file, and the blocks it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

PUBLISHER = "Portail Musoya (démonstration)"
# Every file carries the same date, so that making it again gives the same bytes.
MADE_AT = datetime(2026, 11, 21, tzinfo=UTC)


class BlockKind(StrEnum):
    """What a block is to its reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBER = "number"
    QUOTE = "quote"
    PAGE_BREAK = "page break"


KINDS = {
    "bullet_list_open": BlockKind.BULLET,
    "ordered_list_open": BlockKind.NUMBER,
    "blockquote_open": BlockKind.QUOTE,
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of plain text; `level` is the depth of a heading, the rank of a number."""

    kind: BlockKind
    text: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A title, an ISO 639-3 language and a Markdown text."""

    title: str
    language: str
    markdown: str

    @property
    def is_right_to_left(self) -> bool:
        """Whether its lines run from right to left."""
        return self.language == "ara"

    @property
    def tag(self) -> str:
        """The language as file formats write it."""
        return {"fra": "fr-FR", "eng": "en-GB", "ara": "ar-MA", "bam": "bm-ML"}[self.language]

    @property
    def blocks(self) -> list[Block]:
        """The text as blocks, its emphasis and links flattened."""
        return list(_blocks(MarkdownIt().parse(self.markdown)))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    containers: list[str] = []
    heading_level = 0
    rank = 0
    for token in tokens:
        match token.type:
            case "hr":
                yield Block(BlockKind.PAGE_BREAK)
            case "bullet_list_open" | "ordered_list_open" | "blockquote_open":
                containers.append(token.type)
                rank = int(token.attrs.get("start", 1)) - 1
            case "bullet_list_close" | "ordered_list_close" | "blockquote_close":
                containers.pop()
            case "list_item_open":
                rank += 1
            case "heading_open":
                heading_level = int(token.tag[1:])
            case "heading_close":
                heading_level = 0
            case "inline" if heading_level:
                yield Block(BlockKind.HEADING, _plain(token), heading_level)
            case "inline":
                kind = KINDS[containers[-1]] if containers else BlockKind.PARAGRAPH
                yield Block(kind, _plain(token), rank)


def _plain(inline: Token) -> str:
    return "".join(
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in inline.children or []
    )
