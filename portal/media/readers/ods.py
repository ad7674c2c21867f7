"""Reads sheets of OpenDocument (1.3, part 3, chapter 9), with what a cell hides of itself."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import BinaryIO

from portal.media.readers.number_formats import Shown, text_of_moment
from portal.media.readers.package import Package
from portal.media.readers.sheets import MAX_CELLS, MAX_ROWS, Range, Sheet, text_of_number

_NAMESPACE = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}".format
_TABLE, _OFFICE, _STYLE, _TEXT, _DRAWING = map(
    _NAMESPACE, ("table", "office", "style", "text", "drawing")
)
_NUMBERS = frozenset({"float", "percentage", "currency"})
_NOT_CELLS = frozenset(
    {f"{_OFFICE}annotation", f"{_TABLE}tracked-changes", f"{_TABLE}shapes", f"{_OFFICE}forms"}
)
_LAST_ROW = 1_048_576
_WHITESPACE = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}

Attributes = Mapping[str, str]


def read_sheets(file: BinaryIO) -> Iterator[Sheet]:
    """Yield the sheets of a document in their order."""
    package = Package(file)
    package.refuse_encrypted()
    styles = _Styles()
    if "styles.xml" in package.names:
        package.listen("styles.xml", styles)
    content = _Content(styles)
    package.listen("content.xml", content)
    return iter(content.sheets)


class _Styles:
    """What styles of cells show of a date, and which styles hide a sheet."""

    def __init__(self) -> None:
        self.hiding: set[str] = set()
        self._parts: dict[str, set[str]] = {}
        self._formats: dict[str, str] = {}
        self._name = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take note of an element that is part of a style."""
        name = tag.rpartition("}")[2]
        if name in {"style", "date-style"}:
            self._name = attributes.get(f"{_STYLE}name", "")
            self._formats[self._name] = attributes.get(f"{_STYLE}data-style-name", "")
            self._parts.setdefault(self._name, set())
        elif name in {"day", "month", "year", "hours"}:
            self._parts.setdefault(self._name, set()).add(name)
        elif attributes.get(f"{_TABLE}display") == "false":
            self.hiding.add(self._name)

    def data(self, text: str) -> None:
        """Pass over a text."""

    def end(self, tag: str) -> None:
        """Pass over the end of an element."""

    def shown_by(self, style: str) -> Shown:
        """Return the most exact part of a date that a style of a cell shows."""
        parts = self._parts.get(self._formats.get(style, ""), set())
        if not parts or "day" in parts:
            return Shown.DAY
        return Shown.MONTH if "month" in parts else Shown.YEAR


class _Content:
    """Gathers the sheets of a document from its elements."""

    def __init__(self, styles: _Styles) -> None:
        self.sheets: list[Sheet] = []
        self._styles = styles
        self._passed_over = 0
        self._reader: _SheetReader | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element, unless it is inside one that holds no cells."""
        is_nested = tag == f"{_TABLE}table" and self._reader is not None
        if self._passed_over or is_nested or tag in _NOT_CELLS or tag.startswith(_DRAWING):
            self._passed_over += 1
        elif tag == f"{_TABLE}table":
            self._reader = _SheetReader(attributes, self._styles)
        elif self._reader is None:
            self._styles.start(tag, attributes)
        else:
            self._reader.start(tag, attributes)

    def data(self, text: str) -> None:
        """Add text to the cell that was begun last."""
        if self._reader and not self._passed_over:
            self._reader.data(text)

    def end(self, tag: str) -> None:
        """End an element."""
        if self._passed_over:
            self._passed_over -= 1
        elif self._reader and tag == f"{_TABLE}table":
            self.sheets.append(self._reader.sheet)
            self._reader = None
        elif self._reader:
            self._reader.end(tag)


class _SheetReader:
    """Fills one sheet from the elements of its columns, rows and cells."""

    def __init__(self, attributes: Attributes, styles: _Styles) -> None:
        is_hidden = attributes.get(f"{_TABLE}style-name") in styles.hiding
        self.sheet = Sheet(attributes.get(f"{_TABLE}name", ""), is_hidden=is_hidden)
        self._styles = styles
        self._column_styles: list[str] = []
        self._row, self._rows, self._is_hidden = 1, 1, False
        self._column = 0
        self._cell: Attributes = {}
        self._cells: list[tuple[int, str, bool]] = []
        self._text: list[str] = []
        self._is_paragraph = False

    def start(self, tag: str, attributes: Attributes) -> None:
        match tag.rpartition("}")[2]:
            case "table-cell" | "covered-table-cell":
                self._cell = attributes
                self._text.clear()
            case "p" if tag.startswith(_TEXT):
                self._text += "\n" * bool(self._text)
                self._is_paragraph = True
            case "table-row":
                self._begin_row(attributes)
            case "table-column":
                self._add_columns(attributes)
            case _ if tag in _WHITESPACE:
                self._text.append(_WHITESPACE[tag])

    def data(self, text: str) -> None:
        if self._is_paragraph:
            self._text.append(text)

    def end(self, tag: str) -> None:
        match tag.rpartition("}")[2]:
            case "table-cell":
                self._end_cell()
            case "covered-table-cell":
                self._column += _count(self._cell, "number-columns-repeated")
            case "p":
                self._is_paragraph = False
            case "table-row":
                self._end_row()

    def _add_columns(self, attributes: Attributes) -> None:
        count = _count(attributes, "number-columns-repeated")
        first, last = len(self._column_styles), min(len(self._column_styles) + count, MAX_CELLS)
        style = attributes.get(f"{_TABLE}default-cell-style-name", "")
        self._column_styles += [style] * (last - first)
        if _is_collapsed(attributes):
            self.sheet.hidden_columns.update(range(first, last))

    def _begin_row(self, attributes: Attributes) -> None:
        self._rows = _count(attributes, "number-rows-repeated")
        self._is_hidden = _is_collapsed(attributes)
        self._column = 0
        self._cells = []

    def _end_cell(self) -> None:
        attributes = self._cell
        count = _count(attributes, "number-columns-repeated")
        text = self._read(attributes)
        is_formula = f"{_TABLE}formula" in attributes
        is_uncalculated = is_formula and not text and f"{_OFFICE}value-type" not in attributes
        if text or is_uncalculated:
            last = min(self._column + count, MAX_CELLS + 1)
            places = range(self._column, last)
            self._cells += [(place, text, is_uncalculated) for place in places]
        rows = _count(attributes, "number-rows-spanned")
        columns = _count(attributes, "number-columns-spanned")
        if rows > 1 or columns > 1:
            bottom, right = self._row + rows - 1, self._column + columns - 1
            self.sheet.merged.append(Range(self._row, self._column, bottom, right))
        self._column += count

    def _end_row(self) -> None:
        first, self._row = self._row, min(self._row + self._rows, _LAST_ROW + 1)
        if not self._cells or self.sheet.is_hidden:
            return
        for row in range(first, min(self._row, first + MAX_ROWS + 1)):
            if self._is_hidden:
                self.sheet.hidden_rows.add(row)
            for column, text, is_uncalculated in self._cells:
                self.sheet.add(row, column, text, is_uncalculated=is_uncalculated)

    def _read(self, attributes: Attributes) -> str:
        """Return what a cell says: its value, as exact as it is shown."""
        shown = "".join(self._text)
        kind = attributes.get(f"{_OFFICE}value-type", "")
        if f"{_TABLE}formula" in attributes and shown.startswith(("#", "Err:")):
            return shown  # an error is kept as the number 0 by some programs
        if kind in _NUMBERS:
            return text_of_number(float(attributes[f"{_OFFICE}value"]))
        if kind == "boolean":
            return "1" if attributes.get(f"{_OFFICE}boolean-value") == "true" else "0"
        if kind == "date":
            style = attributes.get(f"{_TABLE}style-name") or self._default_style()
            return _read_date(attributes[f"{_OFFICE}date-value"], self._styles.shown_by(style))
        return shown or attributes.get(f"{_OFFICE}string-value", "")

    def _default_style(self) -> str:
        return "".join(self._column_styles[self._column : self._column + 1])


def _count(attributes: Attributes, name: str) -> int:
    return max(1, int(attributes.get(f"{_TABLE}{name}", 1)))


def _is_collapsed(attributes: Attributes) -> bool:
    return attributes.get(f"{_TABLE}visibility", "visible") != "visible"


def _read_date(value: str, shown: Shown) -> str:
    moment = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return text_of_moment(moment, shown)
