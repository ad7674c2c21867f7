"""Reads tables, typed or made by a spreadsheet: the text of their cells, sheet by sheet."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from portal.media.readers import ods, xls, xlsx
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.report import Report
from portal.media.readers.sheets import Sheet
from portal.media.readers.typed import find_separator, says_separator
from portal.media.signatures.plain import encoding_of

_MAX_FIELD_CHARACTERS = 100_000


def read(file: BinaryIO, file_format: str, report: Report) -> None:
    """Report the rows of each visible sheet, and the names of the hidden ones."""
    hidden = []
    for sheet in _READERS[file_format](file):
        if sheet.is_hidden:
            hidden.append(sheet.name)
        else:
            report.sheet(sheet)
    report.hidden_sheets(hidden)
    report.complete()


def _read_typed(file: BinaryIO) -> Iterator[Sheet]:
    content = file.read()
    encoding = encoding_of(content, whole=True)
    if not encoding:
        raise UnreadableError(Failure.UNSUPPORTED, "encoding")
    text = content.decode(encoding).removeprefix("\ufeff")
    sheet = Sheet()
    for number, cells in enumerate(_typed_rows(text), start=1):
        for column, cell in enumerate(cells):
            sheet.add(number, column, cell)
    yield sheet


def _typed_rows(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    lines = io.StringIO(text, newline="")
    if says_separator(text):
        lines.readline()
        yield []
    try:
        yield from csv.reader(lines, delimiter=find_separator(text))
    except csv.Error as error:
        raise UnreadableError(Failure.DAMAGED, "csv") from error


_READERS: dict[str, Callable[[BinaryIO], Iterator[Sheet]]] = {
    "csv": _read_typed,
    "xlsx": xlsx.read_sheets,
    "ods": ods.read_sheets,
    "xls": xls.read_sheets,
}
