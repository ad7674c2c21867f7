"""The columns that people chose for tables of the same headers, as long as they fit."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select

from portal.auth.models import User
from portal.directory.exchange.columns import TABLES, Column, TableKind
from portal.directory.exchange.headers import KEYS, Layout
from portal.directory.exchange.models import ColumnChoice
from portal.extensions import db, now


def list_columns(kind: TableKind) -> list[Column]:
    """Return the columns of a table that may be chosen."""
    return [column for column in TABLES[kind] if column.is_taken]


def lacks_keys(kind: TableKind, columns: Sequence[str]) -> bool:
    """Return whether columns are missing without which no line can be read."""
    return not all(set(columns) & wanted for wanted in KEYS[kind])


def find_choices(widths: Mapping[str, int]) -> dict[str, ColumnChoice]:
    """Return the choices for these shapes, each with its number of columns.

    A choice that names a column that is no more is deleted. Commits when one is.
    """
    query = select(ColumnChoice).where(ColumnChoice.shape.in_(widths))
    choices = {choice.shape: choice for choice in db.session.scalars(query)}
    unfit = {shape for shape, choice in choices.items() if not _fits(choice, widths[shape])}
    if unfit:
        db.session.execute(delete(ColumnChoice).where(ColumnChoice.shape.in_(unfit)))
        db.session.commit()
    return {shape: choice for shape, choice in choices.items() if shape not in unfit}


def remember_choice(shape: str, layout: Layout, *, author: User) -> None:
    """Keep a choice for the next table of this shape. Does not commit."""
    choice = db.session.get(ColumnChoice, shape) or ColumnChoice(shape=shape)
    choice.kind, choice.columns = layout.kind, list(layout.columns)
    choice.chosen_at, choice.chosen_by_id = now(), author.id
    db.session.add(choice)


def forget_choice(shape: str) -> None:
    """Delete the choice for a shape, if there is one. Does not commit."""
    db.session.execute(delete(ColumnChoice).where(ColumnChoice.shape == shape))


def _fits(choice: ColumnChoice, width: int) -> bool:
    known = {column.name for column in list_columns(choice.kind)}
    is_known = known.issuperset(filter(None, choice.columns))
    return is_known and len(choice.columns) == width and not lacks_keys(choice.kind, choice.columns)
