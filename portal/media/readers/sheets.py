"""A sheet of a table as its reader fills it: cells of text, merged cells, hidden rows."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

MAX_ROWS = 50_000
MAX_CELLS = 200
MAX_CELL_CHARACTERS = 20_000
MAX_ROW_CHARACTERS = 100_000
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Mark(StrEnum):
    """What the text of a cell does not show."""

    UNCALCULATED = "uncalculated"  # a formula whose result was not saved
    SHARED = "shared"  # one value for several rows
    COVERED = "covered"  # merged with the cell before it


class Range(NamedTuple):
    """Merged cells: rows from 1, columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


Row = tuple[int, list[str], dict[int, list[Mark]]]


class Sheet:
    """The cells of a sheet that have something in them.

    The number of the last row does not matter: a blank far below the table is no row.
    Of a hidden sheet nothing is read; of one that is too large, not all.
    """

    def __init__(self, name: str = "", *, is_hidden: bool = False) -> None:
        self.name = name
        self.is_hidden = is_hidden
        self.is_too_large = False
        self.merged: list[Range] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._rows: dict[int, dict[int, str]] = {}
        self._marks: dict[int, dict[int, list[Mark]]] = {}

    def add(self, row: int, column: int, text: str, *, is_uncalculated: bool = False) -> None:
        """Add a cell, unless it is blank or the sheet is too large."""
        text = clean(text)
        if self.is_too_large or not (text or is_uncalculated):
            return
        is_full = row not in self._rows and len(self._rows) == MAX_ROWS
        if is_full or column >= MAX_CELLS:
            self.is_too_large = True
            return
        self._rows.setdefault(row, {})[column] = text
        if is_uncalculated:
            self._mark(row, column, Mark.UNCALCULATED)

    def fill_merged(self) -> None:
        """Give each row of merged cells their value."""
        numbers = sorted(self._rows)
        for merged in self.merged:
            self._fill(merged, numbers)

    def list_rows(self) -> Iterator[Row]:
        """Yield the visible rows."""
        for number in sorted(self._rows.keys() - self.hidden_rows):
            yield number, _to_list(self._rows[number]), self._marks.get(number, {})

    def measure(self) -> int:
        """Return the number of characters. A sheet with a very long row becomes too large."""
        counts = [sum(map(len, cells.values())) for cells in self._rows.values()]
        self.is_too_large = self.is_too_large or max(counts, default=0) > MAX_ROW_CHARACTERS
        return sum(counts)

    def list_hidden_rows(self) -> list[int]:
        """Return the hidden rows that have something in them."""
        return sorted(self.hidden_rows & self._rows.keys())

    def list_hidden_columns(self) -> list[int]:
        """Return the hidden columns, as far as a table may reach."""
        return sorted(column for column in self.hidden_columns if column < MAX_CELLS)

    def _fill(self, merged: Range, numbers: Sequence[int]) -> None:
        top = self._rows.get(merged.top, {})
        if merged.left not in top:
            return
        text, marks = top[merged.left], self._marks.get(merged.top, {}).get(merged.left, [])
        first, last = bisect_left(numbers, merged.top), bisect_right(numbers, merged.bottom)
        for number in numbers[first:last]:
            self._rows[number][merged.left] = text
            if number != merged.top and Mark.UNCALCULATED in marks:
                self._mark(number, merged.left, Mark.UNCALCULATED)
            if merged.bottom > merged.top:
                self._mark(number, merged.left, Mark.SHARED)
            for column in range(merged.left + 1, min(merged.right + 1, MAX_CELLS)):
                self._mark(number, column, Mark.COVERED)

    def _mark(self, row: int, column: int, mark: Mark) -> None:
        self._marks.setdefault(row, {}).setdefault(column, []).append(mark)


def clean(text: str) -> str:
    """Return a text as a cell may hold it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub("", lines).strip()[:MAX_CELL_CHARACTERS]


def text_of_number(value: float) -> str:
    """Return a number as a spreadsheet shows it: at most 15 digits, none behind a whole one.

    One with three decimals gets a fourth, so that `12.345` is not read as thousands.
    """
    if value.is_integer():
        return str(int(value))
    text = f"{value:.15g}"
    return f"{text}0" if text[-4:-3] == "." else text


def _to_list(cells: dict[int, str]) -> list[str]:
    return [cells.get(column, "") for column in range(max(cells) + 1)]
