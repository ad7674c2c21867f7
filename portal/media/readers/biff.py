"""What calamine does not tell of an old workbook (MS-XLS): errors, hidden rows, exact dates."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from portal.media.readers.number_formats import Shown, shown_by

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_BIFF8 = 0x600
_HIDDEN_ROW = 0x20
_LAST_COLUMN = 256
_NO_NUMBER = 0xFFFF
_ERROR_RESULT, _BLANK_RESULT = 2, 3


class Kind(IntEnum):
    """The records that matter here."""

    FORMULA = 0x06
    END = 0x0A
    COLUMNS = 0x7D
    BOUND_SHEET = 0x85
    SHORT_NUMBERS = 0xBD
    STYLE = 0xE0
    NUMBER = 0x203
    ERROR = 0x205
    ROW = 0x208
    SHORT_NUMBER = 0x27E
    FORMAT = 0x41E
    BEGINNING = 0x809


Cell = tuple[int, int]
Record = tuple[int, bytes]


@dataclass(slots=True)
class Peculiarities:
    """What is peculiar about the cells of a sheet: rows from 1, columns from 0."""

    errors: dict[Cell, str] = field(default_factory=dict)
    blank_results: set[Cell] = field(default_factory=set)
    has_results: bool = False
    shown: dict[Cell, Shown] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def scan(stream: bytes) -> list[Peculiarities]:
    """Return what is peculiar in each sheet, in the order of the workbook.

    A workbook of which no formula has a result was written by a program that calculates
    nothing: its blank results are none.
    """
    starts, shown, is_new = [], _Formats(), True
    for kind, content in _records(stream, 0):
        if kind == Kind.BEGINNING:
            is_new = struct.unpack_from("<H", content)[0] >= _BIFF8
        elif kind == Kind.BOUND_SHEET:
            starts.append(struct.unpack_from("<I", content)[0])
        else:
            shown.add(kind, content, is_new=is_new)
    sheets = [_scan_sheet(stream, start, shown.list_by_style()) for start in starts]
    if any(sheet.has_results for sheet in sheets):
        for sheet in sheets:
            sheet.blank_results.clear()
    return sheets


class _Formats:
    """The number formats of a workbook, and the styles of cells that use them."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._styles: list[int] = []

    def add(self, kind: int, content: bytes, *, is_new: bool) -> None:
        if kind == Kind.STYLE:
            self._styles.append(struct.unpack_from("<H", content, 2)[0])
        elif kind == Kind.FORMAT:
            number = struct.unpack_from("<H", content)[0]
            self._codes[number] = _read_code(content[2:], is_new=is_new)

    def list_by_style(self) -> list[Shown | None]:
        return [shown_by(number, self._codes.get(number)) for number in self._styles]


def _read_code(content: bytes, *, is_new: bool) -> str:
    if not is_new:
        return content[1:].decode("cp1252", "replace")
    is_wide = content[2:3] == b"\x01"
    return content[3:].decode("utf-16-le" if is_wide else "latin-1", "replace")


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Yield the records of a substream until it ends."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == Kind.END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _scan_sheet(stream: bytes, start: int, shown: list[Shown | None]) -> Peculiarities:
    sheet = Peculiarities()
    for kind, content in _records(stream, start):
        match kind:
            case Kind.ROW | Kind.COLUMNS:
                _note_hidden(sheet, kind, content)
            case Kind.ERROR if content[7]:
                sheet.errors[_cell(content)] = _ERRORS.get(content[6], "#N/A")
            case Kind.FORMULA:
                _scan_formula(sheet, content)
            case Kind.NUMBER | Kind.SHORT_NUMBER:
                _note_date(sheet, _cell(content), struct.unpack_from("<H", content, 4)[0], shown)
            case Kind.SHORT_NUMBERS:
                row, column = _cell(content)
                for place, (style, _number) in enumerate(struct.iter_unpack("<HI", content[4:-2])):
                    _note_date(sheet, (row, column + place), style, shown)
    return sheet


def _note_hidden(sheet: Peculiarities, kind: int, content: bytes) -> None:
    if kind == Kind.ROW:
        row, flags = struct.unpack_from("<H10xH", content)
        sheet.hidden_rows |= {row + 1} if flags & _HIDDEN_ROW else set()
    else:
        first, last, flags = struct.unpack_from("<HH4xH", content)
        if flags & 1:
            sheet.hidden_columns.update(range(first, min(last + 1, _LAST_COLUMN)))


def _scan_formula(sheet: Peculiarities, content: bytes) -> None:
    kind, _byte, code = struct.unpack_from("<BBB", content, 6)
    is_number = struct.unpack_from("<H", content, 12)[0] != _NO_NUMBER
    if is_number or kind != _BLANK_RESULT:
        sheet.has_results = True
    else:
        sheet.blank_results.add(_cell(content))
    if not is_number and kind == _ERROR_RESULT:
        sheet.errors[_cell(content)] = _ERRORS.get(code, "#N/A")


def _note_date(sheet: Peculiarities, cell: Cell, style: int, shown: list[Shown | None]) -> None:
    if style < len(shown) and (exact := shown[style]) in {Shown.MONTH, Shown.YEAR}:
        sheet.shown[cell] = exact


def _cell(content: bytes) -> Cell:
    row, column = struct.unpack_from("<HH", content)
    return row + 1, column
