"""Reads old workbooks of Excel: calamine the values, our scan what it does not tell of them."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any, BinaryIO

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from portal.media.readers.biff import Peculiarities, scan
from portal.media.readers.compound import Compound
from portal.media.readers.number_formats import Shown, text_of_moment
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.sheets import Range, Sheet, text_of_number

_STREAMS = ("Workbook", "Book")


def read_sheets(file: BinaryIO) -> Iterator[Sheet]:
    """Yield the sheets of a workbook in their order."""
    try:
        workbook = CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise UnreadableError(Failure.ENCRYPTED) from error
    file.seek(0)
    found = scan(Compound(file.read()).read(_STREAMS))
    for metadata, peculiarities in zip(workbook.sheets_metadata, found, strict=True):
        if metadata.typ is not SheetTypeEnum.WorkSheet:
            continue
        is_hidden = metadata.visible is not SheetVisibleEnum.Visible
        sheet = Sheet(metadata.name, is_hidden=is_hidden)
        if not is_hidden:
            _fill(sheet, workbook.get_sheet_by_name(metadata.name), peculiarities)
        yield sheet


def _fill(sheet: Sheet, source: Any, found: Peculiarities) -> None:
    first = source.start[1] if source.start else 0
    for row, cells in enumerate(source.iter_rows(), start=1):
        for column, value in enumerate(cells, start=first):
            sheet.add(row, column, _text(value, found.shown.get((row, column))))
    for (row, column), error in found.errors.items():
        sheet.add(row, column, error)
    for row, column in found.blank_results:
        sheet.add(row, column, "", is_uncalculated=True)
    for (top, left), (bottom, right) in source.merged_cell_ranges or ():
        sheet.merged.append(Range(top + 1, left, bottom + 1, right))
    sheet.hidden_rows |= found.hidden_rows
    sheet.hidden_columns |= found.hidden_columns


def _text(value: Any, shown: Shown | None) -> str:
    """Return what a person would have typed for the value of a cell."""
    match value:
        case bool():
            return "1" if value else "0"
        case int() | float():
            return text_of_number(float(value))
        case date() | time() | timedelta():
            return text_of_moment(value, shown)
        case _:
            return str(value)
