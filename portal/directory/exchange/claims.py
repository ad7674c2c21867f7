"""One worker at a time has an import in hand, and says so while it lives."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, or_, update

from portal.directory.exchange.models import DirectoryImport, ImportState
from portal.extensions import db, now

SILENCE = timedelta(seconds=90)


def take(import_id: int, state: ImportState) -> bool:
    """Take an import in hand that is in this state; tell whether nobody else has it."""
    free = or_(DirectoryImport.alive_at.is_(None), DirectoryImport.alive_at < now() - SILENCE)
    taken = db.session.execute(
        update(DirectoryImport)
        .where(DirectoryImport.id == import_id, DirectoryImport.state == state, free)
        .values(alive_at=now())
    )
    db.session.commit()
    return cast(CursorResult[Any], taken).rowcount == 1


def beat(import_id: int) -> Callable[[], None]:
    """Return what says that the import is still in hand, and commits that."""

    def say() -> None:
        say_alive(import_id)
        db.session.commit()

    return say


def say_alive(import_id: int) -> None:
    """Say that the import is still in hand; no commit."""
    alive = update(DirectoryImport).where(DirectoryImport.id == import_id)
    db.session.execute(alive.values(alive_at=now()))


def let_go(import_id: int, state: ImportState, problem: str = "") -> None:
    """Put an import down in its next state."""
    done = update(DirectoryImport).where(DirectoryImport.id == import_id)
    values = {"state": state, "alive_at": None, "problem": problem, "finished_at": now()}
    db.session.execute(done.values(**values))
    db.session.commit()
