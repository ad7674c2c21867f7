"""What items do when places change: the index reads them again."""

from collections.abc import Collection

from sqlalchemy import select

from portal.extensions import after_commit, db
from portal.library.models import Item
from portal.library.services import RECORD_KIND
from portal.search.outbox import mark_changed, wake_indexer
from portal.vocabulary.models import Place
from portal.vocabulary.signals import places_changed


def init_app() -> None:
    """Listen to what becomes of places."""
    places_changed.connect(follow_places)


def follow_places(_sender: object, *, place_ids: Collection[int]) -> None:
    """Note that the items of these places must be indexed again; no commit."""
    items = select(Item.id).where(Item.places.any(Place.id.in_(place_ids)))
    for item_id in db.session.scalars(items):
        mark_changed(RECORD_KIND, item_id)
    after_commit(wake_indexer.enqueue)
