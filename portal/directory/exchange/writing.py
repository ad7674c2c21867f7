"""Tables written as CSV, as a workbook, or as JSON, each with its row of HXL hashtags."""

import io
import json
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

import xlsxwriter

from portal.directory.exchange.cells import guard, write_line
from portal.directory.exchange.exporting import Sheet, Value

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_LINES_AT_ONCE = 200
_WIDTH = 22


def write(sheet: Sheet, file_format: str) -> Iterator[bytes]:
    """Yield a table in one of the formats."""
    match file_format:
        case "csv":
            return write_csv(sheet)
        case "xlsx":
            return iter([write_workbook(sheet)])
        case _:
            return write_json(sheet)


def write_csv(sheet: Sheet) -> Iterator[bytes]:
    """Yield CSV in UTF-8, with the mark without which Excel would not know that."""
    lines = map(write_line, chain(_head(sheet), sheet.rows))
    yield "\ufeff".encode()
    while some := "".join(islice(lines, _LINES_AT_ONCE)):
        yield some.encode()


def write_json(sheet: Sheet) -> Iterator[bytes]:
    """Yield HXL's array of rows: the headers, the hashtags, then the values as they are."""
    headers, tags = _head(sheet)
    yield f"[{_json(headers)},\n{_json(tags)}".encode()
    for row in sheet.rows:
        yield f",\n{_json(['' if value is None else value for value in row])}".encode()
    yield b"]\n"


def write_workbook(sheet: Sheet) -> bytes:
    """Return a workbook of one sheet: texts are texts, whatever they look like."""
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        page = workbook.add_worksheet(sheet.name)
        page.set_column(0, len(sheet.columns) - 1, _WIDTH)
        page.freeze_panes(2, 0)
        styles = [workbook.add_format({"bold": True}), workbook.add_format({"italic": True})]
        for number, (cells, style) in enumerate(zip(_head(sheet), styles, strict=True)):
            page.write_row(number, 0, cells, style)
        for number, row in enumerate(sheet.rows, start=2):
            for place, value in enumerate(row):
                _write_cell(page, number, place, value)
    return buffer.getvalue()


def _write_cell(page: Any, row: int, place: int, value: Value) -> None:
    if isinstance(value, int):
        page.write_number(row, place, value)
    elif value:
        page.write_string(row, place, guard(value))


def _head(sheet: Sheet) -> tuple[Sequence[str], Sequence[str]]:
    return [str(one.label) for one in sheet.columns], [one.tag for one in sheet.columns]


def _json(row: Sequence[Value]) -> str:
    return json.dumps(row, ensure_ascii=False)
