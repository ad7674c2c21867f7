"""The organisations behind an item, as far as one viewer may know of them."""

from typing import NamedTuple

from sqlalchemy import select

from portal.auth.models import User
from portal.directory.models import Organisation
from portal.directory.queries import is_named_to, is_shown_to
from portal.extensions import db
from portal.library.models import Item, item_organisation


class Publisher(NamedTuple):
    """An organisation that may be named, and whether the directory shows its page."""

    organisation: Organisation
    is_shown: bool


def list_publishers(item: Item, *, viewer: User | None) -> list[Publisher]:
    """Return the organisations that publish an item and may be named to the viewer, by name."""
    rows = db.session.execute(
        select(Organisation, is_shown_to(viewer))
        .join(item_organisation, item_organisation.c.organisation_id == Organisation.id)
        .where(item_organisation.c.item_id == item.id, is_named_to(viewer))
        .order_by(Organisation.name)
    )
    return [Publisher(organisation, bool(is_shown)) for organisation, is_shown in rows]
