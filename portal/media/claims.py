"""The right of one worker to work on a file, and to write what came of it.

A worker claims a row, works with no transaction open, gives signs of life, and writes a
result only while the claim is still its own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Update, update

from portal.extensions import db, now
from portal.media.models import File, FileState


@dataclass(frozen=True, slots=True)
class Claim:
    """The right of one worker to write the results for one file."""

    file_id: int
    started_at: datetime

    def beat(self) -> None:
        """Give a sign of life and commit, or raise LostClaimError."""
        change(self, seen_at=now())


class LostClaimError(Exception):
    """The file was deleted, or given to another worker, while this one worked on it."""


def take(file_id: int) -> Claim:
    """Claim a waiting file, or raise LostClaimError."""
    claim = Claim(file_id, now())
    taken = (
        update(File)
        .where(File.id == file_id, File.state == FileState.WAITING)
        .values(
            state=FileState.WORKING,
            attempts=File.attempts + 1,
            started_at=claim.started_at,
            seen_at=claim.started_at,
        )
    )
    _execute_once(taken)
    db.session.commit()
    return claim


def change(claim: Claim, **values: Any) -> None:
    """Write to the claimed row and commit, or raise LostClaimError."""
    write(claim, **values)
    db.session.commit()


def write(claim: Claim, **values: Any) -> None:
    """Write to the claimed row, or raise LostClaimError; no commit."""
    claimed = (
        update(File)
        .where(
            File.id == claim.file_id,
            File.state == FileState.WORKING,
            File.started_at == claim.started_at,
        )
        .values(**values)
    )
    _execute_once(claimed)


def _execute_once(statement: Update) -> None:
    """Execute an update that must meet exactly one row, or raise LostClaimError."""
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    if cast(CursorResult[Any], result).rowcount != 1:
        db.session.rollback()
        raise LostClaimError
