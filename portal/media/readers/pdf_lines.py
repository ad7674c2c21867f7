"""The lines of a page of a PDF, each with its place and the size of its letters.

PDFium gives words in the order in which a program wrote them. Some write columns line by line:
there the lines of a column are put one after the other.
"""

import re
from collections.abc import Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import inf
from statistics import median
from typing import Any

from pypdfium2 import raw

_FEWEST_ROWS = 3  # of two columns; fewer may be anything
_FEWEST_WORDS = 2.5  # of a line of prose; cells of tables have fewer
_GUTTER = 6.0  # points between columns, at least
_SAME_EDGE = 3.0  # points
_WIDEST_SPACE = 0.8  # between two words, of the size of their letters

_WORD = re.compile("[^\\s\ufffe\x02]+[\ufffe\x02]?|[\ufffe\x02]")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that stand on one line in one type: `gap` is what the text has before them.

    Edges, baseline and size are in points, counted upwards.
    """

    text: str
    gap: str
    left: float
    bottom: float
    right: float
    top: float
    baseline: float
    size: float

    def is_beside(self, other: "Segment") -> bool:
        """Return whether two segments stand on the same line."""
        overlap = min(self.top, other.top) - max(self.bottom, other.bottom)
        return overlap > min(self.top - self.bottom, other.top - other.bottom) / 2

    def is_close_to(self, other: "Segment") -> bool:
        """Return whether two segments stand on the same line, as close as words do."""
        distance = max(self.left, other.left) - min(self.right, other.right)
        return self.is_beside(other) and distance < _WIDEST_SPACE * self.size

    def joined_with(self, other: "Segment") -> "Segment":
        """Return both as one, the other behind."""
        return Segment(
            f"{self.text}{other.gap}{other.text}",
            self.gap,
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
            self.baseline,
            self.size,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, the size of its letters, and how far it is below the line before, in points.

    The first line of a page or column is below nothing.
    """

    text: str
    size: float
    pitch: float


def read_lines(text_page: Any, text: str) -> list[Line]:
    """Return the lines of a page in the order of reading.

    `text` is all that PDFium says of the page. Nothing is returned where the places of its
    words do not tell the same text.
    """
    segments = list(_read_segments(text_page, text))
    return list(_join(order(segments)))


def order(segments: Sequence[Segment]) -> list[Segment]:
    """Return segments with the columns that were written line by line one after the other."""
    edge = _find_column(segments)
    if edge is None:
        return list(segments)
    ordered: list[Segment] = []
    for is_wide, run in groupby(segments, key=lambda one: one.left < edge - _GUTTER < one.right):
        parts = list(run)
        left = [one for one in parts if one.left < edge - _GUTTER]
        right = [one for one in parts if one.left >= edge - _GUTTER]
        if not is_wide and _is_interleaved(parts, edge):
            columns = (right, left) if _is_right_to_left(parts) else (left, right)
            ordered += [one for column in columns for one in order(column)]
        else:
            ordered += parts
    return ordered


def _read_segments(text_page: Any, text: str) -> Iterator[Segment]:
    """Yield words by places, those together that stand close, or nothing if letters are missing."""
    count = text_page.count_chars()
    letters = "".join(chr(raw.FPDFText_GetUnicode(text_page, index)) for index in range(count))
    if letters != text:
        return
    before: Segment | None = None
    end = 0
    for found in _WORD.finditer(letters):
        gap = letters[end : found.start()]
        segment = _segment(text_page, found, gap)
        end = found.end()
        if before and "\n" not in gap and before.is_close_to(segment):
            before = before.joined_with(segment)
        else:
            if before:
                yield before
            before = segment
    if before:
        yield before


def _segment(text_page: Any, found: re.Match[str], gap: str) -> Segment:
    first = text_page.get_charbox(found.start(), loose=True)
    last = text_page.get_charbox(found.end() - 1, loose=True)
    left, right = min(first[0], last[0]), max(first[2], last[2])
    bottom, top = min(first[1], last[1]), max(first[3], last[3])
    x, baseline = c_double(), c_double(bottom)
    raw.FPDFText_GetCharOrigin(text_page, found.start(), x, baseline)
    size = first[3] - first[1]
    return Segment(found.group(), gap, left, bottom, right, top, baseline.value, size)


def _find_column(segments: Sequence[Segment]) -> float | None:
    """Return the left edge of a column that stands beside another, if there is one."""
    edges = sorted({round(one.left / _SAME_EDGE) * _SAME_EDGE for one in segments})
    for edge in edges[1:]:
        rows = sum(abs(one.left - edge) <= _SAME_EDGE for one in segments)
        if rows >= _FEWEST_ROWS and _is_interleaved(_narrow(segments, edge), edge):
            return edge
    return None


def _narrow(segments: Sequence[Segment], edge: float) -> list[Segment]:
    return [one for one in segments if not one.left < edge - _GUTTER < one.right]


def _is_interleaved(segments: Sequence[Segment], edge: float) -> bool:
    """Return whether prose goes from the left of an edge to its right, line after line."""
    rows = [
        (one, other)
        for one, other in pairwise(segments)
        if one.left < edge - _GUTTER <= other.left and one.is_beside(other)
    ]
    sides = zip(*rows, strict=True)
    return len(rows) >= _FEWEST_ROWS and all(map(_is_prose, sides))


def _is_prose(segments: Sequence[Segment]) -> bool:
    return median(len(one.text.split()) for one in segments) >= _FEWEST_WORDS


def _is_right_to_left(segments: Sequence[Segment]) -> bool:
    letters = "".join(one.text for one in segments)
    return 2 * sum("\u0590" <= letter <= "\u08ff" for letter in letters) > len(letters)


def _join(segments: Sequence[Segment]) -> Iterator[Line]:
    line: list[Segment] = []
    above = -inf
    for segment in segments:
        if line and not ("\n" not in segment.gap and line[-1].is_beside(segment)):
            yield _make_line(line, above)
            above = line[0].baseline
            line = []
        line.append(segment)
    if line:
        yield _make_line(line, above)


def _make_line(segments: Sequence[Segment], above: float) -> Line:
    first, *others = segments
    text = first.text + "".join(one.gap + one.text for one in others)
    size = max(segments, key=lambda one: len(one.text)).size
    return Line(text, size, max(0.0, above - first.baseline))
