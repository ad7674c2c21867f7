"""What people filled into the form of a PDF (ISO 32000-2, 12.7)."""

from collections.abc import Iterator
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

_HIDDEN = 0b10_0010  # the flags of annotations that no screen shows: hidden, no view
_PASSWORD = 1 << 13
_DEEPEST = 20


def read_values(file: BinaryIO) -> dict[int, list[str]]:
    """Return, by number of page from 1, each filled field as its description and its value."""
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            return {number: list(_read_page(page)) for number, page in _pages(pdf)}
    except pikepdf.PdfError:
        return {}


def _pages(pdf: Pdf) -> Iterator[tuple[int, Object]]:
    return ((number, page.obj) for number, page in enumerate(pdf.pages, start=1))


def _read_page(page: Object) -> Iterator[str]:
    widgets = page.get(Name.Annots)
    for widget in widgets if isinstance(widgets, Array) else ():
        if isinstance(widget, Dictionary) and not int(widget.get(Name.F, 0)) & _HIDDEN:
            label, value = _inherited(widget, Name.TU), _value_of(widget)
            if value:
                yield f"{label}: {value}" if isinstance(label, String) else value


def _value_of(widget: Object) -> str:
    kind, value = _inherited(widget, Name.FT), _inherited(widget, Name.V)
    if kind == Name.Btn:
        state = widget.get(Name.AS, Name.Off)
        return "" if state == Name.Off else str(state).removeprefix("/")
    if kind not in {Name.Tx, Name.Ch} or int(_inherited(widget, Name.Ff) or 0) & _PASSWORD:
        return ""
    values = list(value) if isinstance(value, Array) else [value]
    return ", ".join(str(one) for one in values if isinstance(one, String))


def _inherited(field: Object, key: Name) -> Object | int | None:
    """Return what a field or one above it says."""
    for _level in range(_DEEPEST):
        if key in field:
            return field[key]
        parent = field.get(Name.Parent)
        if not isinstance(parent, Dictionary):
            return None
        field = parent
    return None
