"""Reads tables, typed or made by a spreadsheet: the text of their cells, row by row."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.package import Package
from portal.media.readers.report import Report
from portal.media.signatures.plain import encoding_of

MAX_ROWS = 50_000
MAX_CELLS = 200
MAX_CELL_CHARACTERS = 20_000
_MAX_ROW_CHARACTERS = 100_000
_SEPARATORS = ",;\t|"
_LOOKED_AT = 20_000
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_TYPED = "csv"


def read(file: BinaryIO, file_format: str, report: Report) -> None:
    """Report the rows of the first sheet that has any, and the names of the other ones."""
    if file_format == _TYPED:
        _report_rows(_typed_rows(_decode(file.read())), report)
    else:
        Package(file)  # a bomb is refused before the workbook is opened
        file.seek(0)
        _report_workbook(file, report)
    report.complete()


def _report_rows(rows: Iterable[list[str]], report: Report) -> None:
    for number, raw in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise UnreadableError(Failure.TOO_BIG, "rows")
        cells = [_clean(cell) for cell in raw]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_CELLS or sum(map(len, cells)) > _MAX_ROW_CHARACTERS:
            raise UnreadableError(Failure.TOO_BIG, "cells")
        if cells:
            report.row(number, cells)


def _clean(cell: str) -> str:
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub("", lines).strip()[:MAX_CELL_CHARACTERS]


def _decode(content: bytes) -> str:
    encoding = encoding_of(content, whole=True)
    if not encoding:
        raise UnreadableError(Failure.UNSUPPORTED, "encoding")
    return content.decode(encoding).removeprefix("\ufeff")


def _typed_rows(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_ROW_CHARACTERS)
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
    """Return the character that splits the first full line into most cells."""
    if _says_separator(text):
        return text[4]
    start = text.lstrip()[:_LOOKED_AT]
    return max(_SEPARATORS, key=lambda separator: _width(start, separator))


def _width(text: str, separator: str) -> int:
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), []))
    except csv.Error:
        return 0


def _report_workbook(file: BinaryIO, report: Report) -> None:
    try:
        workbook = CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise UnreadableError(Failure.ENCRYPTED) from error
    seen = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible
    ]
    filled = [name for name in seen if workbook.get_sheet_by_name(name).height]
    if filled:
        sheet = workbook.get_sheet_by_name(filled[0])
        if sheet.total_height > MAX_ROWS:
            raise UnreadableError(Failure.TOO_BIG, "rows")
        _report_rows(([_text(cell) for cell in row] for row in sheet.iter_rows()), report)
    report.others(filled[1:])


def _text(cell: Any) -> str:
    """Return what a person would have typed for the value of a cell."""
    match cell:
        case str():
            return cell
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time.min:
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
