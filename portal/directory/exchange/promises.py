"""What the dry run said that lines would replace: nothing else may be replaced when they apply."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.directory.changes import Changes
from portal.directory.exchange.models import ImportLine, LineOutcome
from portal.extensions import db

Promises = Mapping[int, Changes]


def list_promises(import_id: int) -> Promises:
    """Return what each line that waits to be written said it would change, by its number."""
    waiting = select(ImportLine.number, ImportLine.changes).where(
        ImportLine.import_id == import_id,
        ImportLine.is_written.is_(False),
        ImportLine.outcome.in_((LineOutcome.CREATED, LineOutcome.UPDATED)),
    )
    return dict(db.session.execute(waiting).all())


def is_kept(promised: Changes, changes: Changes) -> bool:
    """Tell whether all that is replaced is what was there when the promise was made."""
    told = _list_replaced(promised)
    return all(replaced in told for replaced in _list_replaced(changes))


def _list_replaced(changes: Changes) -> list[tuple[str, Any]]:
    """Return the fields and rows that hold something; a row is known by what it says."""
    return [
        (path.partition("/")[0], before) for path, (before, _after) in changes.items() if before
    ]
