"""Makes tables as organisations send them; all that is in them is invented."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

HEAD = [
    *("Organisation", "Type d’organisation", "Domaine", "Ce qui est fait", "Région"),
    *("Début", "Fin", "Personnes touchées"),
]
KORA = ["Collectif Essai Kora", "association", "vbg", "Écoute", "Ségou", "2023", "2024", "1250"]
KALA = ["Collectif Essai Kala", "association", "mgf", "Causeries", "Gao", "2022", "", "30"]
NAMES = ("organisation", "kind", "domain", "description", "region", "start", "end", "reached")

# Made once with xlwt 1.3.0, which writes the old format and is no dependency of ours: sheets
# "Lisez-moi" and "Données", and the hidden sheet "Listes". On "Données": a merged title, HEAD in
# row 3, an organisation merged over rows 4 and 5, days and a month as dates, an error in F6, a
# hidden row 7, a total in row 8.
OLD_WORKBOOK = Path(__file__).with_name("tables") / "old_workbook.xls"

Cells = Sequence[Any]


def said(cells: Sequence[str], **changed: str) -> dict[str, str]:
    """Return what a row under HEAD says, column by column."""
    given = dict(zip(NAMES, cells, strict=False)) | changed
    return {name: text for name, text in given.items() if text}


def typed(*rows: Cells, separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """Return rows as CSV."""
    return "".join(separator.join(row) + "\r\n" for row in rows).encode(encoding)


def workbook(
    *fills: Callable[[Any, Any], None], names: Sequence[str] = (), **options: Any
) -> bytes:
    """Return a workbook of Excel with a sheet for each function that fills one."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, options) as book:
        for number, fill in enumerate(fills):
            fill(book, book.add_worksheet(names[number] if names else None))
    return buffer.getvalue()


def rows_of(*rows: Cells, top: int = 1) -> Callable[[Any, Any], None]:
    """Return what writes rows into a sheet, the first of them in row `top`."""

    def fill(_book: Any, sheet: Any) -> None:
        for number, row in enumerate(rows, start=top - 1):
            sheet.write_row(number, 0, row)

    return fill


def document(*sheets: tuple[str, Sequence[Any]], hidden: Sequence[str] = ()) -> bytes:
    """Return an OpenDocument file; a sheet is its name and its rows, each a list of cells."""
    file = OpenDocumentSpreadsheet()
    style = Style(name="hidden", family="table")
    style.addElement(TableProperties(display="false"))
    file.automaticstyles.addElement(style)
    for name, rows in sheets:
        table = Table(name=name, **({"stylename": style} if name in hidden else {}))
        for row in rows:
            table.addElement(row if isinstance(row, type(TableRow())) else line(*row))
        file.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def line(*cells: Any, **options: Any) -> Any:
    """Return a row of an OpenDocument sheet; None is a cell below a merged one."""
    row = TableRow(**options)
    for cell in cells:
        if cell is None:
            row.addElement(CoveredTableCell())
        else:
            row.addElement(words(cell) if isinstance(cell, str) else cell)
    return row


def words(text: str, *, note: str = "", **options: Any) -> Any:
    """Return a cell of text, with a comment beside it if there is one."""
    cell = TableCell(**{"valuetype": "string", **options})
    if note:
        annotation = Annotation()
        annotation.addElement(P(text=note))
        cell.addElement(annotation)
    cell.addElement(P(text=text))
    return cell
