"""The organisations that publish an item: who knows of them, and who may name them."""

from collections.abc import Collection
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select

from portal.auth.models import User
from portal.auth.policy import contribution_scope
from portal.directory.models import Organisation
from portal.directory.queries import is_named_to, is_shown_to
from portal.errors import InvalidError, NotAllowedError
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


def is_nameable_by(user: User) -> ColumnElement[bool]:
    """Return a SQL condition: the user may add the organisation as a publisher, or remove it."""
    own = Organisation.id.in_(contribution_scope(user).organisation_ids)
    return or_(is_named_to(user), own)


def check_publishers(user: User, *, before: Collection[int], after: Collection[int]) -> None:
    """Raise an error unless the user may replace the publishers `before` by those `after`.

    NotAllowedError for an organisation that the user cannot know of; InvalidError where
    others are named and none of the user's own organisations stands beside them.
    """
    scope = contribution_scope(user)
    changed, added = set(before) ^ set(after), set(after) - set(before)
    if scope.is_whole_site or not changed:
        return
    known = select(Organisation.id).where(Organisation.id.in_(changed), is_nameable_by(user))
    if changed - set(db.session.scalars(known)):
        raise NotAllowedError
    if added - scope.organisation_ids and not scope.organisation_ids.intersection(after):
        raise InvalidError(
            {"organisations": _("Tick one of your own organisations beside the others.")}
        )
