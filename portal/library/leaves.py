"""The pages of a file as they are read on the screen: headings, paragraphs and lists."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from portal.library.paragraphs import split_paragraphs
from portal.media.models import TextPage
from portal.search.highlights import Highlighter, Piece
from portal.web.formats import typeset

Text = Sequence[Piece]

_KIND = re.compile(r"(p|h|ul|ol)(\d*)")
_STRONG = {"L": False, "R": True, "AL": True}
_TOP = 1


@dataclass(slots=True, kw_only=True)
class Part:
    """A paragraph, a heading, or a list with its entries; `start` is its first number."""

    tag: str
    texts: list[Text]
    start: int = 1
    is_right_to_left: bool = False

    @property
    def is_list(self) -> bool:
        """Whether the texts are entries of a list."""
        return self.tag in {"ul", "ol"}

    def goes_on_with(self, other: "Part") -> bool:
        """Tell whether another list is the rest of this one: same kind, direction, next number."""
        is_next = self.tag == "ul" or other.start == self.start + len(self.texts)
        is_alike = self.is_right_to_left == other.is_right_to_left
        return self.is_list and self.tag == other.tag and is_alike and is_next


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page of a file; a recognised one was read from a scan by a program."""

    number: int
    parts: Sequence[Part]
    is_recognised: bool


def present_leaves(pages: Iterable[TextPage], marker: Highlighter) -> list[Leaf]:
    """Return pages in their parts, the words that answer the search marked."""
    outline = _Outline()
    return [
        Leaf(
            number=page.number,
            parts=_parts(page, marker, outline),
            is_recognised=page.is_recognised,
        )
        for page in pages
    ]


@dataclass(slots=True)
class _Outline:
    """The headings above a place; no level is left out, whatever the author did."""

    _levels: list[int] = field(default_factory=list)

    def tag(self, level: int) -> str:
        """Return the tag of the next heading."""
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        return f"h{_TOP + len(self._levels)}"


def _parts(page: TextPage, marker: Highlighter, outline: _Outline) -> list[Part]:
    parts: list[Part] = []
    for kind, text in _blocks(page):
        part = _part(kind, text, marker, outline)
        if parts and parts[-1].goes_on_with(part):
            parts[-1].texts += part.texts
        else:
            parts.append(part)
    return parts


def _part(kind: str, text: str, marker: Highlighter, outline: _Outline) -> Part:
    match = _KIND.fullmatch(kind)
    sort, number = (match[1], int(match[2] or 1)) if match else ("p", 1)
    texts: list[Text] = [marker.pieces(typeset(text))]
    if sort == "h":
        return Part(tag=outline.tag(number), texts=texts)
    return Part(tag=sort, texts=texts, start=number, is_right_to_left=_is_right_to_left(text))


def _blocks(page: TextPage) -> Iterator[tuple[str, str]]:
    """Yield the blocks of a page; a paragraph of several lines may be several."""
    *blocks, (last, end) = page.blocks or [["p", page.text]]
    if last == "p":
        end = _without_printed_number(end, page.number)
    for kind, text in (*blocks, (last, end)):
        if kind == "p":
            yield from (("p", paragraph) for paragraph in split_paragraphs(text))
        else:
            yield kind, text


def _without_printed_number(text: str, number: int) -> str:
    """Return the end of a page without the number printed at its foot: it is said above."""
    lines = text.rstrip().splitlines()
    if lines and lines[-1].strip() == str(number):
        lines.pop()
    return "\n".join(lines)


def _is_right_to_left(text: str) -> bool:
    """Tell the direction of a text as `dir="auto"` does: that of its first letter."""
    directions = (_STRONG.get(unicodedata.bidirectional(sign)) for sign in text)
    return next((each for each in directions if each is not None), False)
