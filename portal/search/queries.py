"""What the database knows about search."""

from sqlalchemy import func, select

from portal.errors import NotFoundError
from portal.extensions import db
from portal.search.models import OutboxEntry, SynonymSet


def list_waiting(limit: int) -> list[OutboxEntry]:
    """Return the oldest changes that are not indexed yet."""
    return list(db.session.scalars(select(OutboxEntry).order_by(OutboxEntry.id).limit(limit)))


def count_waiting() -> int:
    """Return how many changes are not indexed yet."""
    return db.session.scalar(select(func.count(OutboxEntry.id))) or 0


def is_behind() -> bool:
    """Tell whether there are changes that the index has not seen."""
    return db.session.scalar(select(OutboxEntry.id).limit(1)) is not None


def find_last_waiting() -> int:
    """Return the number of the newest change, or 0."""
    return db.session.scalar(select(func.max(OutboxEntry.id))) or 0


def list_synonym_sets() -> list[SynonymSet]:
    """Return every set, in the order in which they were made."""
    return list(db.session.scalars(select(SynonymSet).order_by(SynonymSet.id)))


def get_synonym_set(set_id: int) -> SynonymSet:
    """Return one set, or raise NotFoundError."""
    found = db.session.get(SynonymSet, set_id)
    if found is None:
        raise NotFoundError(f"synonym set {set_id}")
    return found
