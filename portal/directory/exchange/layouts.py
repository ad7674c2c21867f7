"""The layout of a table: which sheet is read, by headers that are known or as people chose."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from flask_babel import gettext as _

from portal.directory.exchange.choices import find_choices
from portal.directory.exchange.columns import TableKind
from portal.directory.exchange.headers import (
    Layout,
    Origin,
    UnknownColumnsError,
    find_layout,
    is_divided,
    unknown_columns,
)
from portal.directory.exchange.heads import Head, Rows, guess_head, list_heads
from portal.directory.exchange.models import ColumnChoice
from portal.errors import InvalidError
from portal.media.tables import Table

# Sheets that explain the table may hold its headers too, with an example below.
_EXPLAINS = re.compile(
    r"lis(ez)?[- ]|[àa] lire|aide|guide|instruct|mode d|notice|exemple|read|help|example|how"
    r"|مثال|تعليمات|دليل",
    re.IGNORECASE,
)


class Readable(Protocol):
    """A sheet of a table, or the sample of one."""

    @property
    def name(self) -> str:
        """What the sheet is called."""

    @property
    def rows(self) -> Rows:
        """The rows that have something in them, by number."""


def choose_layout(table: Table) -> Layout:
    """Return the sheet and the columns to read.

    What people chose for the same headers comes first, then the sheet with the most known
    columns. Raise UnknownColumnsError when a person has to say what the columns are, and
    InvalidError when there is no table at all.
    """
    sheets = {place: sheet for place, sheet in enumerate(table.sheets) if sheet.rows}
    if layout := _recall(sheets) or recognise(sheets):
        if layout.origin is Origin.KNOWN and is_divided(layout, sheets[layout.sheet].rows):
            raise UnknownColumnsError({"file": _divided()})
        return layout
    if any(sheet.is_too_large for sheet in table.sheets):
        raise InvalidError({"file": too_large()})
    if not sheets:
        raise InvalidError({"file": _("This table has no rows.")})
    if any(guess_head(sheet.rows) for sheet in sheets.values()):
        raise UnknownColumnsError({"file": unknown_columns()})
    raise InvalidError({"file": unknown_columns()})


def too_large() -> str:
    """Return what to do about a table that is too large."""
    return _("This table is too large. Send it in several parts.")


def remembered_layout(head: Head, choice: ColumnChoice) -> Layout:
    """Return the layout that an earlier choice makes of a table with this head."""
    return chosen_layout(head, choice.kind, choice.columns, Origin.REMEMBERED)


def chosen_layout(
    head: Head, kind: TableKind, columns: Sequence[str], origin: Origin = Origin.CHOSEN
) -> Layout:
    """Return the layout of a table with this head, of which a person chose the columns."""
    pairs = zip(columns, head.labels, strict=True)
    unknown = tuple(label for column, label in pairs if label and not column)
    return Layout(kind, head.top, head.number, tuple(columns), head.labels, unknown, origin=origin)


def explains(name: str) -> bool:
    """Return whether a sheet is called like one that explains another."""
    return bool(_EXPLAINS.match(name))


def recognise(sheets: Mapping[int, Readable]) -> Layout | None:
    """Return the layout of the sheet with the most known columns; None when no sheet has any."""
    layouts = []
    for place, sheet in sheets.items():
        with suppress(UnknownColumnsError):
            layouts.append(replace(find_layout(sheet.rows), sheet=place))
    return _find_best(layouts, sheets)


def _recall(sheets: Mapping[int, Readable]) -> Layout | None:
    heads = [(place, head) for place, sheet in sheets.items() for head in list_heads(sheet.rows)]
    choices = find_choices({head.shape: len(head.labels) for _place, head in heads})
    layouts = [
        replace(remembered_layout(head, choices[head.shape]), sheet=place)
        for place, head in heads
        if head.shape in choices
    ]
    return _find_best(layouts, sheets)


def _find_best(layouts: Sequence[Layout], sheets: Mapping[int, Readable]) -> Layout | None:
    def rank(layout: Layout) -> tuple[int, bool, int]:
        sheet = sheets[layout.sheet]
        is_data = any(number > layout.first for number in sheet.rows)
        return len(layout.places) * is_data, not explains(sheet.name), -layout.sheet

    return max(layouts, key=rank, default=None)


def _divided() -> str:
    return _(
        "An empty column divides this table. Choose which columns belong to it: another table may"
        " stand beside it."
    )
