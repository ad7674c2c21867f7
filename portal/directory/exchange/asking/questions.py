"""What the page “which column is which?” asks about a table, and what it offers as the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from portal.directory.exchange.choices import list_columns
from portal.directory.exchange.columns import TableKind
from portal.directory.exchange.headers import (
    Layout,
    Names,
    cut_at_gap,
    find_columns,
    head_at,
    is_divided,
    load_names,
)
from portal.directory.exchange.heads import HEAD_ROWS, Head, guess_head
from portal.directory.exchange.layouts import chosen_layout, explains, recognise
from portal.directory.exchange.models import DirectoryImport
from portal.directory.exchange.samples import SampleSheet, read_sample

_LONGEST_START = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sheet, row and kind of table the address of the page names, if it does."""

    sheet: int | None = None
    row: int | None = None
    kind: TableKind | None = None


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """A sheet of a table, the row of its headers, and the columns that are offered for them.

    `automatic` is how the table would be read if nobody were asked, if it would be.
    """

    sheets: Sequence[SampleSheet]
    sheet: SampleSheet
    head: Head
    kind: TableKind
    columns: Sequence[str]
    automatic: Layout | None

    @property
    def row_choices(self) -> list[tuple[int, str]]:
        """The rows that may have the headers, with their first words."""
        first = islice(self.sheet.rows.items(), HEAD_ROWS)
        return [(number, next(filter(None, cells), "")[:_LONGEST_START]) for number, cells in first]

    @property
    def examples(self) -> list[list[str]]:
        """The first values of each column."""
        places = range(len(self.head.labels))
        return [self.sheet.list_examples(place, below=self.head.number) for place in places]

    def layout(self, columns: Sequence[str]) -> Layout:
        """Return the layout of the table if these are its columns."""
        return replace(chosen_layout(self.head, self.kind, columns), sheet=self.sheet.place)


def make_question(import_: DirectoryImport, asked: Asked) -> ColumnQuestion | None:
    """Return the question about a table; None when its beginning is not kept."""
    sheets = {one.place: one for one in read_sample(import_.sample or ())}
    if not sheets:
        return None
    names, automatic = load_names(), recognise(sheets)
    if automatic and is_divided(automatic, sheets[automatic.sheet].rows):
        automatic = None
    found = Layout.from_json(import_.layout) if import_.layout else recognise(sheets)
    sheet = _find_sheet(sheets, asked.sheet, found)
    if found and found.sheet != sheet.place:
        found = recognise({sheet.place: sheet})
    head = head_at(sheet.rows, _find_row(sheet, asked.row, found), names)
    kind = asked.kind or (found.kind if found else _guess_kind(head, names))
    if found and (found.first, found.kind) == (head.number, kind):
        known = found if import_.layout else cut_at_gap(found, sheet.rows)
        columns = _offer(known.columns, kind, len(head.labels))
    else:
        given = [column.name if column else "" for column in find_columns(head, names[kind])]
        columns = _offer(given, kind, len(head.labels))
    return ColumnQuestion(list(sheets.values()), sheet, head, kind, columns, automatic)


def is_same(one: Layout | None, other: Layout) -> bool:
    """Return whether two layouts read the same columns of the same table."""
    return (
        one is not None
        and all(getattr(one, name) == getattr(other, name) for name in ("sheet", "first", "kind"))
        and list(_offer(one.columns, one.kind, len(other.columns))) == list(other.columns)
    )


def _find_sheet(
    sheets: Mapping[int, SampleSheet], asked: int | None, found: Layout | None
) -> SampleSheet:
    wanted = sheets.get(asked) if asked is not None else None
    if wanted or (found and (wanted := sheets.get(found.sheet))):
        return wanted
    likely = (one for one in sheets.values() if guess_head(one.rows) and not explains(one.name))
    return next(likely, next(iter(sheets.values())))


def _find_row(sheet: SampleSheet, asked: int | None, found: Layout | None) -> int:
    if asked is not None and asked in sheet.rows:
        return asked
    if found:
        return found.first
    guessed = guess_head(sheet.rows)
    return guessed.number if guessed else next(iter(sheet.rows))


def _guess_kind(head: Head, names: Mapping[TableKind, Names]) -> TableKind:
    return max(names, key=lambda kind: sum(map(bool, find_columns(head, names[kind]))))


def _offer(columns: Sequence[str], kind: TableKind, width: int) -> list[str]:
    """Return a column for each place, those alone that may be chosen, and each of them once."""
    offered = {column.name for column in list_columns(kind)}
    given: list[str] = []
    for column in (*columns, *[""] * width)[:width]:
        given.append(column if column in offered and column not in given else "")
    return given
