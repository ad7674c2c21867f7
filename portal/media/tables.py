"""Tables that people send: a locked child reads them, and gives rows of text."""

import io
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.media.hearing import Hearing, heard_text
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.sheets import MAX_CELL_CHARACTERS, MAX_CELLS, MAX_ROWS, Mark
from portal.media.sandbox import PYTHON, Patience, ended, listen
from portal.media.signatures.kind import kind_of

_LONGEST_NAME = 200
_MAX_SHEETS = 500
_LAST_ROW = 1_048_576

_FORMATS = {"xlsx": "xlsx", "xls": "xls", "ods": "ods", "txt": "csv"}
_FAILURES = {"encrypted": Failure.ENCRYPTED, "damaged": Failure.DAMAGED}

Rows = dict[int, list[str]]
Marks = Mapping[int, frozenset[Mark]]


@dataclass(slots=True)
class Sheet:
    """The visible rows of a sheet that have something in them, by number from 1.

    `marks` are those of cells, by row and by column from 0. Hidden columns are among the
    cells, hidden rows are not. Of a sheet that is too large nothing is kept.
    """

    name: str = ""
    rows: Rows = field(default_factory=dict)
    marks: dict[int, Marks] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    is_too_large: bool = False


@dataclass(slots=True)
class Table:
    """The visible sheets of a table, and the names of the hidden ones; CSV has one sheet."""

    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def read_table(content: bytes, *, folder: Path, beat: Callable[[], None]) -> Table:
    """Return the sheets of a CSV file or a workbook, or raise UnreadableError.

    The bytes wait in a nameless file in `folder`. `beat` is called about every ten seconds.
    """
    file_format = _format_of(content)
    hearing = TableHearing()
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(content)
        file.flush()
        status = listen(
            [*PYTHON, "read", file_format], file, hearing.hear, patience=Patience(), beat=beat
        )
    if status == -signal.SIGABRT:  # how calamine ends when memory does
        raise UnreadableError(Failure.TOO_BIG, "memory")
    if status or not hearing.is_complete:
        raise ended(status)
    return hearing.table


def _format_of(content: bytes) -> str:
    if not content.strip():
        raise UnreadableError(Failure.EMPTY)
    kind = kind_of(io.BytesIO(content))
    if kind == "macros" and b"xl/workbook.xml" in content:  # nothing here runs them
        kind = "xlsx"
    if kind not in _FORMATS:
        raise UnreadableError(_FAILURES.get(kind, Failure.UNSUPPORTED))
    return _FORMATS[kind]


class TableHearing(Hearing):
    """What a reader of tables says: each sheet with its rows, then the hidden sheets."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table()

    def _take_own(self, subject: str, content: Any) -> None:
        match subject:
            case "sheet":
                self._take_sheet(*content)
            case "row":
                self._take_row(self.table.sheets[-1], *content)
            case "hidden_sheets":
                self.table.hidden = [heard_text(name, _LONGEST_NAME) for name in content]
            case "protections":
                pass
            case _:
                raise ValueError(subject)
        if len(self.table.sheets) + len(self.table.hidden) > _MAX_SHEETS:
            raise ValueError(subject)

    def _take_sheet(self, name: Any, rows: Any, columns: Any, is_too_large: Any) -> None:
        self.table.sheets.append(
            Sheet(
                heard_text(name, _LONGEST_NAME),
                hidden_rows=tuple(_numbers(rows, MAX_ROWS, _LAST_ROW)),
                hidden_columns=tuple(_numbers(columns, MAX_CELLS, MAX_CELLS - 1)),
                is_too_large=bool(is_too_large),
            )
        )

    def _take_row(self, sheet: Sheet, number: Any, cells: Any, marks: Any) -> None:
        last = next(reversed(sheet.rows), 0)
        (number,) = _numbers([number], 1, _LAST_ROW)
        if number <= last or len(sheet.rows) == MAX_ROWS or len(cells) > MAX_CELLS:
            raise ValueError(number)
        sheet.rows[number] = [heard_text(cell, MAX_CELL_CHARACTERS) for cell in cells]
        if marks:
            columns = _numbers(map(int, marks), MAX_CELLS, MAX_CELLS - 1)
            named = (frozenset(map(Mark, names)) for names in marks.values())
            sheet.marks[number] = dict(zip(columns, named, strict=True))


def _numbers(values: Any, most: int, largest: int) -> Iterator[int]:
    """Yield the whole numbers that an honest child sends, or raise ValueError."""
    for count, value in enumerate(values):
        if type(value) is not int or not 0 <= value <= largest or count == most:
            raise ValueError(value)
        yield value
