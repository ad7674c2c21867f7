"""What was taken back after a backup, as the site that was put aside knows it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from portal.content.models import Status
from portal.extensions import db
from portal.library.consents import is_taken_back, withdraw_consent
from portal.library.models import Consent, Item
from portal.media.models import File

_TAKEN_BACK = """
SELECT file.id, file.sha256, consent.reason FROM consent JOIN file ON file.id = consent.file_id
WHERE consent.withdrawn_at >= strftime('%Y-%m-%d %H:%M:%S', ?)
AND consent.id = (SELECT max(id) FROM consent AS other WHERE other.file_id = file.id)
"""
_NOT_PUBLIC = "SELECT id, identifier FROM item WHERE status != 'published'"


@dataclass(frozen=True, slots=True)
class Since:
    """What the site of later knew: files taken back again, records that are public once more."""

    withdrawn: int
    republished: list[str]


def take_back_again(database: Path, *, made_at: str) -> Since | None:
    """Take back what another database says was taken back since; None if it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as old:
            taken_back = old.execute(_TAKEN_BACK, (made_at,)).fetchall()
            not_public = old.execute(_NOT_PUBLIC).fetchall()
    except sqlite3.Error:
        return None
    withdrawn = sum(_withdraw(*row) for row in taken_back)
    return Since(withdrawn, [name for number, name in not_public if _is_public(number, name)])


def count_what_holds() -> tuple[int, int]:
    """Return how many agreements hold, and how many records are published."""
    holding = select(func.count(Consent.id)).where(Consent.withdrawn_at.is_(None))
    published = select(func.count(Item.id)).where(Item.status == Status.PUBLISHED)
    return db.session.scalar(holding) or 0, db.session.scalar(published) or 0


def _withdraw(file_id: int, sha256: str, reason: str) -> bool:
    file = db.session.get(File, file_id)
    if file is None or file.sha256 != sha256 or is_taken_back(file):
        return False
    withdraw_consent(file, actor=None, reason=reason)
    return True


def _is_public(item_id: int, identifier: str) -> bool:
    item = db.session.get(Item, item_id)
    return item is not None and (item.identifier, item.status) == (identifier, Status.PUBLISHED)
