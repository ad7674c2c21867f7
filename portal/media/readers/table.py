"""Reads tables, typed or made by a spreadsheet: the text of their cells, sheet by sheet."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO

from portal.media.readers import ods, xls, xlsx
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.report import Report
from portal.media.readers.sheets import Sheet
from portal.media.signatures.plain import encoding_of

_MAX_FIELD_CHARACTERS = 100_000
_SEPARATORS = ",;\t|"
_LOOKED_AT = 20_000
_ROWS_LOOKED_AT = 25


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
    sheet = Sheet()
    for number, cells in enumerate(_typed_rows(_decode(file.read())), start=1):
        for column, cell in enumerate(cells):
            sheet.add(number, column, cell)
    yield sheet


def _decode(content: bytes) -> str:
    encoding = encoding_of(content, whole=True)
    if not encoding:
        raise UnreadableError(Failure.UNSUPPORTED, "encoding")
    return content.decode(encoding).removeprefix("\ufeff")


def _typed_rows(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    separator = _find_separator(text)
    lines = io.StringIO(text, newline="")
    if _says_separator(text):
        lines.readline()
        yield []
    try:
        yield from csv.reader(lines, delimiter=separator)
    except csv.Error as error:
        raise UnreadableError(Failure.DAMAGED, "csv") from error


def _says_separator(text: str) -> bool:
    """Tell whether the first line is there for Excel alone: `sep=;`."""
    return text[:4].lower() == "sep=" and text[5:6] in {"\r", "\n"}


def _find_separator(text: str) -> str:
    """Return the character that splits the first rows into most cells, as many in each.

    Titles above the headers, and descriptions, may have commas that are no separators.
    """
    if _says_separator(text):
        return text[4]
    start = text.lstrip()[:_LOOKED_AT]
    return max(_SEPARATORS, key=lambda separator: _count_splits(start, separator))


def _count_splits(text: str, separator: str) -> int:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        widths = Counter(len(row) for row in islice(rows, _ROWS_LOOKED_AT))
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items()), default=0)


_READERS: dict[str, Callable[[BinaryIO], Iterator[Sheet]]] = {
    "csv": _read_typed,
    "xlsx": xlsx.read_sheets,
    "ods": ods.read_sheets,
    "xls": xls.read_sheets,
}
