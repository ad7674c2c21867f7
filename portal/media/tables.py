"""Tables that people send: a locked child reads them, and gives rows of text."""

import io
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.media.hearing import Hearing, heard_text
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.sandbox import PYTHON, Patience, ended, listen
from portal.media.signatures.kind import kind_of

MAX_ROWS = 50_000
MAX_CELLS = 200
MAX_CELL_CHARACTERS = 20_000
_LONGEST_NAME = 200
_MAX_SHEETS = 500

_FORMATS = {"spreadsheet": "xlsx", "txt": "csv"}


@dataclass(slots=True)
class Table:
    """The rows of a table that have something in them, by number from 1 as people see them.

    `others` are the names of sheets that were not read.
    """

    rows: dict[int, list[str]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def read_table(content: bytes, *, folder: Path, beat: Callable[[], None]) -> Table:
    """Return the rows of a CSV file or a workbook, or raise UnreadableError.

    The bytes wait in a nameless file in `folder`. `beat` is called about every ten seconds.
    """
    file_format = _FORMATS.get(kind_of(io.BytesIO(content)))
    if not content.strip():
        raise UnreadableError(Failure.EMPTY)
    if file_format is None:
        raise UnreadableError(Failure.UNSUPPORTED)
    hearing = TableHearing()
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(content)
        file.flush()
        status = listen(
            [*PYTHON, "read", file_format], file, hearing.hear, patience=Patience(), beat=beat
        )
    if status == -signal.SIGABRT:  # how the reader of workbooks ends when memory does
        raise UnreadableError(Failure.TOO_BIG, "memory")
    if status or not hearing.is_complete:
        raise ended(status)
    return hearing.table


class TableHearing(Hearing):
    """What a reader of tables says: its rows, then the sheets it left alone."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table()

    def _take_own(self, subject: str, content: Any) -> None:
        match subject:
            case "row":
                self._take_row(*content)
            case "others":
                names = [heard_text(name, _LONGEST_NAME) for name in content]
                if len(names) > _MAX_SHEETS:
                    raise ValueError(subject)
                self.table.others = names
            case "protections":
                pass
            case _:
                raise ValueError(subject)

    def _take_row(self, number: Any, cells: Any) -> None:
        last = next(reversed(self.table.rows), 0)
        if type(number) is not int or not last < number <= MAX_ROWS or len(cells) > MAX_CELLS:
            raise ValueError(number)
        self.table.rows[number] = [heard_text(cell, MAX_CELL_CHARACTERS) for cell in cells]
