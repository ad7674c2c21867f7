"""What becomes of items when the directory changes the organisations behind them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.directory.models import Organisation
from portal.directory.signals import organisations_changed, organisations_merged
from portal.extensions import db, now
from portal.library.models import Item, item_organisation
from portal.library.services import RECORD_KIND, record_change
from portal.search.outbox import mark_changed

CHUNK = 500


def init_app() -> None:
    """Listen to the directory."""
    organisations_changed.connect(mark_items)
    organisations_merged.connect(move_items)


def mark_items(_sender: object, *, organisation_ids: Sequence[int]) -> None:
    """Note that the published items of these organisations must be indexed again; no commit."""
    found: dict[int, None] = {}
    for start in range(0, len(organisation_ids), CHUNK):
        found |= dict.fromkeys(_list_published(organisation_ids[start : start + CHUNK]))
    for item_id in found:
        mark_changed(RECORD_KIND, item_id)


def move_items(_sender: object, *, kept_id: int, former_id: int) -> None:
    """Let the items of an organisation be those of the one that it became; no commit."""
    kept = db.session.get_one(Organisation, kept_id)
    for item in _list_tied(former_id):
        if item.owner_id == former_id:
            item.owner_id = kept_id
        if any(organisation.id == former_id for organisation in item.organisations):
            others = [one for one in item.organisations if one.id not in {kept_id, former_id}]
            item.organisations = [*others, kept]
        item.updated_at = now()
        record_change(item, author=None, action=Action.EDIT)


def _list_published(organisation_ids: Sequence[int]) -> Iterable[int]:
    query = (
        select(Item.id)
        .join(item_organisation, item_organisation.c.item_id == Item.id)
        .where(
            item_organisation.c.organisation_id.in_(organisation_ids),
            Item.status == Status.PUBLISHED,
        )
    )
    return db.session.scalars(query)


def _list_tied(organisation_id: int) -> Sequence[Item]:
    linked = select(item_organisation.c.item_id).where(
        item_organisation.c.organisation_id == organisation_id
    )
    query = select(Item).where(or_(Item.owner_id == organisation_id, Item.id.in_(linked)))
    return db.session.scalars(query.order_by(Item.id)).all()
