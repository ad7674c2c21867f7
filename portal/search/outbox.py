"""How features tell the index that something changed."""

from portal.extensions import db, queue
from portal.search.models import OutboxEntry


def mark_changed(kind: str, object_id: int) -> None:
    """Note, in the caller's transaction, that this object must be indexed again or removed."""
    db.session.add(OutboxEntry(kind=kind, object_id=object_id))


@queue.sweep
def wake_indexer() -> None:
    """Index what waits; enqueue it after the commit, the sweep finds what was lost."""
    from portal.search.indexer import index_waiting

    index_waiting()
