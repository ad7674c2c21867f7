"""Headings and lists of a PDF, by its bookmarks, the size of its letters, and typed marks.

Most PDFs say no more of their structure.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from portal.media.readers.blocks import Block, entry, heading, make_block
from portal.media.readers.broken_words import mend_broken_words
from portal.media.readers.cleaning import clean
from portal.media.readers.pdf_lines import Line
from portal.media.readers.right_to_left import mend_right_to_left

_LARGER = 1.08  # than the text around it: a heading of 12 points over 11
_MOST_TEXT = 0.2  # of a document may be in the letters of its headings
_LONGEST_HEADING = 200
_WIDE_PITCH = 1.3  # between paragraphs, of the pitch of lines
_HEADING_PITCH = 1.6  # between the lines of a heading, at most, of the size of its letters
_MOST_MISSED = 2  # a mark of an entry may come out in an unusual way
_BULLET = re.compile(r"[•▪●◦■□➢✓*–-]\s+(?=\S)")
_NUMBER = re.compile(r"(?:(\d{1,3})[.)]|\.(\d{1,3}))\s+(?=\S)")  # the second from right to left

Bookmarks = Mapping[str, int]
"""The level of each heading of a page, from 1, by its plain words."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The size of most letters of a document, and the larger ones of its headings."""

    text: float
    headings: tuple[float, ...]
    pitch: float

    def level_of(self, line: Line) -> int:
        """Return the level of the heading that a line is by its size, 1 the highest, or 0."""
        size = _rounded(line.size)
        is_heading = size in self.headings and len(line.text) <= _LONGEST_HEADING
        return 1 + sum(other > size for other in self.headings) if is_heading else 0

    def is_near(self, line: Line) -> bool:
        """Return whether a line goes on with the paragraph above."""
        return line.pitch <= _WIDE_PITCH * self.pitch


def find_sizes(lines: Iterable[Line]) -> Sizes:
    """Return the sizes of letters in which a document is set."""
    letters: Counter[float] = Counter()
    pitches: dict[float, list[float]] = {}
    for line in lines:
        letters[_rounded(line.size)] += len(line.text)
        if line.pitch:
            pitches.setdefault(_rounded(line.size), []).append(line.pitch)
    if not letters:
        return Sizes(0, (), 0)
    text = letters.most_common(1)[0][0]
    most = _MOST_TEXT * letters.total()
    headings = {size for size, count in letters.items() if size >= _LARGER * text and count <= most}
    return Sizes(text, tuple(headings), median_low(pitches.get(text, [0])))


def plain(title: str) -> str:
    """Return the words of a title as bookmarks and lines are compared."""
    return " ".join(clean(title).casefold().split())


def make_blocks(lines: Sequence[Line], sizes: Sizes, bookmarks: Bookmarks) -> list[Block]:
    """Return the headings, paragraphs and entries of lists of a page."""
    return [
        block
        for kind, group in _group(lines, sizes, bookmarks)
        if (block := make_block(kind, _text_of(kind, group)))[1]
    ]


def _group(
    lines: Sequence[Line], sizes: Sizes, bookmarks: Bookmarks
) -> Iterator[tuple[str, list[str]]]:
    numbered = _find_numbered(lines)
    kind, group, size = "p", list[str](), 0.0
    for place, line in enumerate(lines):
        is_near = sizes.is_near(line)
        level = bookmarks.get(plain(line.text)) or sizes.level_of(line)
        following, text = _read_mark(line.text, numbered.get(place))
        if level:
            following, text = heading(level), line.text
            is_near = (
                line.pitch <= _HEADING_PITCH * line.size and following == kind and size == line.size
            )
        elif following == "p" and is_near and (kind == "p" or _goes_on(kind, size, line)):
            following = kind
        else:
            is_near = False
        if group and not (is_near and following == kind):
            yield kind, group
            group = []
        kind, size = following, line.size
        group.append(text)
    if group:
        yield kind, group


def _goes_on(kind: str, size: float, line: Line) -> bool:
    """Return whether a line is more of an entry of a list."""
    return not kind.startswith("h") and _rounded(size) == _rounded(line.size)


def _read_mark(text: str, number: int | None) -> tuple[str, str]:
    if number is not None and (mark := _NUMBER.match(text)):
        return entry(number), text[mark.end() :]
    if mark := _BULLET.match(text):
        return entry(None), text[mark.end() :]
    return "p", text


def _find_numbered(lines: Sequence[Line]) -> dict[int, int]:
    """Return the number of each line that begins an entry, unless it is the only one."""
    marks = [(place, _NUMBER.match(line.text)) for place, line in enumerate(lines)]
    numbers = [(place, int(mark[1] or mark[2])) for place, mark in marks if mark]
    kept: dict[int, int] = {}
    for (place, number), (later, following) in pairwise(numbers):
        if number < following <= number + _MOST_MISSED:
            kept |= {place: number, later: following}
    return kept


def _text_of(kind: str, lines: Sequence[str]) -> str:
    whole = "\n".join(lines).replace("\ufffe\n", "\ufffe")
    text = mend_right_to_left(clean(mend_broken_words(whole)))
    return text if kind == "p" else text.replace("\n", " ")


def _rounded(size: float) -> float:
    return round(2 * size) / 2
