"""What becomes of items when the directory changes the organisations behind them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.directory.models import Organisation
from portal.directory.signals import organisations_changed, organisations_merged
from portal.extensions import db, now
from portal.library.models import Item, ItemOrganisation
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
        _move_roles(item, former_id, kept)
        item.updated_at = now()
        record_change(item, author=None, action=Action.EDIT)


def _move_roles(item: Item, former_id: int, kept: Organisation) -> None:
    """Give the kept organisation the roles of the former one, each once."""
    held = {link.role for link in item.item_organisations if link.organisation_id == kept.id}
    for link in list(item.item_organisations):
        if link.organisation_id == former_id:
            item.item_organisations.remove(link)
            if link.role not in held:
                item.item_organisations.append(ItemOrganisation(organisation=kept, role=link.role))


def _list_published(organisation_ids: Sequence[int]) -> Iterable[int]:
    query = (
        select(Item.id)
        .join(ItemOrganisation, ItemOrganisation.item_id == Item.id)
        .where(
            ItemOrganisation.organisation_id.in_(organisation_ids),
            Item.status == Status.PUBLISHED,
        )
        .distinct()
    )
    return db.session.scalars(query)


def _list_tied(organisation_id: int) -> Sequence[Item]:
    linked = select(ItemOrganisation.item_id).where(
        ItemOrganisation.organisation_id == organisation_id
    )
    query = select(Item).where(or_(Item.owner_id == organisation_id, Item.id.in_(linked)))
    return db.session.scalars(query.order_by(Item.id)).all()
