"""A clock that ticks with every change a page could show, in the transaction of the change."""

from itertools import chain
from typing import Any

from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from portal.extensions.database import Model, db


class ChangeClock(Model):
    """One row: how many changes there have been."""

    __tablename__ = "change_clock"

    changes_pages = False

    id: Mapped[int] = mapped_column(primary_key=True)
    ticks: Mapped[int]


_READ = select(ChangeClock.ticks).where(ChangeClock.id == 1)


def read_clock() -> int:
    """Return how many changes there have been, whichever process made them."""
    return db.session.scalar(_READ) or 0


@event.listens_for(db.session, "after_flush")
def _tick_after_flush(session: Session, _context: Any) -> None:
    """Tick when rows that pages show were added, changed or deleted."""
    rows = chain(session.new, session.dirty, session.deleted)
    if any(type(row).changes_pages for row in rows):
        _tick(session)


@event.listens_for(db.session, "do_orm_execute")
def _tick_before_statement(state: ORMExecuteState) -> None:
    """Tick with statements that change rows without loading them."""
    is_change = state.is_insert or state.is_update or state.is_delete
    if is_change and state.bind_mapper and state.bind_mapper.class_.changes_pages:
        _tick(state.session)


def _tick(session: Session) -> None:
    connection = session.connection()
    if not connection.execute(update(ChangeClock).values(ticks=ChangeClock.ticks + 1)).rowcount:
        connection.execute(insert(ChangeClock).values(id=1, ticks=1))
