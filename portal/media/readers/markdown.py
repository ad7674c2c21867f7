"""The headings, paragraphs and lists of a text in Markdown, without its signs."""

import re

from portal.media.readers.blocks import Block, entry, heading, make_block
from portal.media.readers.cleaning import clean

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r"\s*([*_-])(?:[ \t]*\1){2,}[ \t]*$")
_ENTRY = re.compile(r"\s*(?:[-*+]|(\d{1,9})[.)])[ \t]+(.*)$")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(?=[\w-]+[ \t]*:)(?>.*\r?\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_FENCE_OR_COMMENT = re.compile(
    r"^(?P<fence>```+|~~~+).*?(?:^(?P=fence)|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.MULTILINE
)
_SIGNS = re.compile(r"\*\*|`")


def visible_markdown(text: str) -> str:
    """Return a text without front matter (YAML) and comments, save those that code shows."""
    found = _FRONT_MATTER.match(text)
    rest = text[found.end() :] if found else text
    return _FENCE_OR_COMMENT.sub(lambda match: match.group() if match["fence"] else "", rest)


def markdown_blocks(text: str) -> list[Block]:
    """Return the blocks of a text; lists of all depths are one list."""
    writing = _Writing()
    for line in text.splitlines():
        writing.add(line)
    joined = ((kind, ("\n" if kind == "p" else " ").join(lines)) for kind, lines in writing.blocks)
    cleaned = ((kind, clean(_SIGNS.sub("", words))) for kind, words in joined)
    return [make_block(kind, words) for kind, words in cleaned if words]


class _Writing:
    """The walk through the lines of a text; the last block is open until something ends it."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, list[str]]] = []
        self._is_open = False
        self._is_code = False

    def add(self, line: str) -> None:
        """Take in a line."""
        if _FENCE.match(line):
            self._is_code, self._is_open = not self._is_code, False
        elif self._is_code or not self._add_sign(line):
            self._add_words(line)

    def _add_sign(self, line: str) -> bool:
        """Take in a line that is a heading, the line under one, a rule, or begins an entry."""
        if title := _HEADING.match(line):
            self._begin(heading(len(title[1])), _without_closing_signs(title[2]))
            self._is_open = False
        elif self._is_paragraph and (underline := _UNDERLINE.match(line)):
            self.blocks[-1] = (heading(1 if underline[1][0] == "=" else 2), self.blocks[-1][1])
            self._is_open = False
        elif _RULE.match(line):
            self._is_open = False
        elif item := _ENTRY.match(line):
            self._begin(entry(int(item[1]) if item[1] else None), item[2])
        else:
            return False
        return True

    @property
    def _is_paragraph(self) -> bool:
        return self._is_open and self.blocks[-1][0] == "p"

    def _begin(self, kind: str, words: str) -> None:
        self.blocks.append((kind, [words]))
        self._is_open = True

    def _add_words(self, line: str) -> None:
        if not line.strip():
            self._is_open = False
        elif self._is_open:
            self.blocks[-1][1].append(line)
        else:
            self._begin("p", line)


def _without_closing_signs(title: str) -> str:
    """Return a title without the signs that may close it, as in `## Title ##`."""
    title = title.rstrip()
    bare = title.rstrip("#")
    return bare if not bare or bare[-1] in " \t" else title
