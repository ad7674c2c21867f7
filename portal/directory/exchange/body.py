"""The rows of a sheet around its data: titles, notes, totals, headers that come again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from portal.directory.exchange.columns import TableKind
from portal.directory.exchange.folding import fold_header
from portal.directory.exchange.headers import VALUES, Layout, Names, lay_out
from portal.directory.exchange.heads import GROUP_SEPARATOR, Rows, make_head
from portal.media.readers.sheets import Mark
from portal.media.tables import Sheet

_TOTALS = frozenset(
    map(
        fold_header,
        (
            *("total", "totaux", "total général", "total partiel", "sous-total", "sous-totaux"),
            *("s/total", "grand total", "subtotal", "sub-total", "somme", "sum", "cumul"),
            *("المجموع", "مجموع", "المجموع العام", "المجموع الفرعي", "الإجمالي", "إجمالي"),
        ),
    )
)
_BEGINS_TOTAL = re.compile(r"((sous |s |grand |sub ?)?tota(l|ux)|المجموع|مجموع|الاجمالي|اجمالي)\b")
_IDENTIFYING = frozenset({"organisation_code", "slug", "kind", "kind_code"})
_NUMBER = re.compile(r"\D{0,3}\d[\d\s.,/:%+-]*\D{0,20}")
_NOTE = re.compile(
    r"\W*(source|nb|n\.b|note|remarque|légende|legend|\*|\(|ملاحظة|المصدر)", re.IGNORECASE
)
_LONGEST_HEADER = 60
_SURE = 3


class Kind(StrEnum):
    """What a row is, if it is no data."""

    TITLE = "title"
    NOTE = "note"
    TOTAL = "total"
    HEAD = "head"
    OTHER_TABLE = "other_table"
    NOTHING = "nothing"


@dataclass(slots=True)
class Body:
    """The rows of data, each with its layout, and those that are left out, by their kind."""

    data: dict[int, Layout] = field(default_factory=dict)
    left_out: dict[Kind, list[int]] = field(default_factory=dict)

    def leave_out(self, kind: Kind, *numbers: int) -> None:
        """Remove rows from the data."""
        self.left_out.setdefault(kind, []).extend(numbers)
        for number in numbers:
            self.data.pop(number, None)


def read_body(sheet: Sheet, layout: Layout, names: Mapping[TableKind, Names]) -> Body:
    """Return what each row of a sheet is.

    Where another head of the same kind of table stands, its columns are read from there on;
    the rows below a head of the other kind are left out.
    """
    body, rows = Body(), sheet.rows
    body.leave_out(Kind.TITLE, *(number for number in rows if number < layout.top))
    current: Layout | None = layout
    block: list[int] = []
    for number in (number for number in rows if number > layout.first):
        head = _find_head(number, rows[number], current or layout, names)
        if head:
            _leave_out_notes(body, rows, block)
            current, block = (head, []) if head.kind is layout.kind else (None, [])
            body.leave_out(Kind.HEAD if current else Kind.OTHER_TABLE, number)
        elif current is None:
            body.leave_out(Kind.OTHER_TABLE, number)
        elif _is_total(rows[number], current):
            body.leave_out(Kind.TOTAL, number)
        elif not _is_filled(sheet, number, current):
            body.leave_out(Kind.NOTHING, number)
        else:
            body.data[number] = current
            block.append(number)
    _leave_out_notes(body, rows, block)
    return body


def _find_head(
    number: int, cells: Sequence[str], layout: Layout, names: Mapping[TableKind, Names]
) -> Layout | None:
    """Return the layout from this row on, if the row is the head of a table."""
    filled = [(place, cell) for place, cell in enumerate(cells) if cell]
    if len(filled) < min(2, len(layout.places)) or len(filled[0][1]) > _LONGEST_HEADER:
        return None
    if all(_is_header(cell, place, layout) for place, cell in filled):
        return layout
    words = [_fold(cell) for _place, cell in filled if len(cell) <= _LONGEST_HEADER]
    known = [word for word in words if any(word in one.by_words for one in names.values())]
    sure = len(set(known) - VALUES)
    is_head = sure >= _SURE or (sure > 1 and len(known) == len(filled))
    return lay_out(make_head(number, cells), names) if is_head else None


def _is_header(cell: str, place: int, layout: Layout) -> bool:
    label = layout.labels[place] if place < len(layout.labels) else ""
    return _fold(cell) in map(_fold, (label, *label.split(GROUP_SEPARATOR))) and bool(label)


_fold = lru_cache(maxsize=20_000)(fold_header)


def _is_total(cells: Sequence[str], layout: Layout) -> bool:
    """Return whether the first words of a row are those of a total.

    A row that gives a code or a kind is about an organisation, whatever it is called.
    """
    filled = [cell for cell in cells if cell]
    words = [cell for cell in filled if not _NUMBER.fullmatch(cell)]
    places = {place for name, place in layout.places.items() if name in _IDENTIFYING}
    if not words or any(cells[place] in words[1:] for place in places if place < len(cells)):
        return False
    said = _fold(words[0][:_LONGEST_HEADER])
    return said in _TOTALS or (bool(_BEGINS_TOTAL.match(said)) and len(filled) > len(words) == 1)


def _is_filled(sheet: Sheet, number: int, layout: Layout) -> bool:
    """Return whether a row has something in the columns that are read, be it without a result."""
    cells, marks = sheet.rows[number], sheet.marks.get(number, {})
    return any(
        (place < len(cells) and cells[place]) or Mark.UNCALCULATED in marks.get(place, ())
        for place in layout.places.values()
    )


def _leave_out_notes(body: Body, rows: Rows, block: Sequence[int]) -> None:
    """Leave out the lone cells below a block of data: behind a blank row, or like a note."""
    notes: list[int] = []
    for number in reversed(block):
        filled = [cell for cell in rows[number] if cell]
        if len(filled) != 1 or len(body.data[number].places) == 1:  # a list has lone cells
            break
        if number - 1 not in rows or _NOTE.match(filled[0]):
            notes = [one for one in block if one >= number]
    body.leave_out(Kind.NOTE, *notes)
