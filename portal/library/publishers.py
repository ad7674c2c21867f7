"""The organisations on an item, by role: who knows of them, and who may name them."""

from collections.abc import Collection, Mapping
from itertools import groupby
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select

from portal.auth.models import User
from portal.auth.policy import contribution_scope
from portal.directory.models import Organisation
from portal.directory.queries import is_named_to, is_shown_to
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db
from portal.library.models import Item, ItemOrganisation, OrganisationRole

# (id of an organisation, its role)
Roles = Collection[tuple[int, OrganisationRole]]


class Publisher(NamedTuple):
    """An organisation that may be named, and whether the directory shows its page."""

    organisation: Organisation
    is_shown: bool


def list_publishers(item: Item, *, viewer: User | None) -> list[Publisher]:
    """Return the organisations that publish an item and may be named to the viewer.

    The owner of the item comes first, the others by name.
    """
    return list_by_role(item, viewer=viewer).get(OrganisationRole.PUBLISHER, [])


def list_by_role(item: Item, *, viewer: User | None) -> Mapping[OrganisationRole, list[Publisher]]:
    """Return the organisations on an item that may be named to the viewer, by their role."""
    rows = db.session.execute(
        select(ItemOrganisation.role, Organisation, is_shown_to(viewer))
        .join(Organisation, Organisation.id == ItemOrganisation.organisation_id)
        .where(ItemOrganisation.item_id == item.id, is_named_to(viewer))
        .order_by(ItemOrganisation.role, Organisation.id != item.owner_id, Organisation.name)
    )
    return {
        role: [Publisher(organisation, bool(is_shown)) for _role, organisation, is_shown in group]
        for role, group in groupby(rows, key=lambda row: row[0])
    }


def is_nameable_by(user: User) -> ColumnElement[bool]:
    """Return a SQL condition: the user may name the organisation on an item, or remove it."""
    own = Organisation.id.in_(contribution_scope(user).organisation_ids)
    return or_(is_named_to(user), own)


def check_organisations(user: User, *, before: Roles, after: Roles) -> None:
    """Raise an error unless the user may replace the organisations `before` by those `after`.

    NotAllowedError for an organisation that the user cannot know of; InvalidError where
    others are named, in whatever role, and none of the user's own organisations publishes.
    """
    scope = contribution_scope(user)
    changed = {id_ for id_, _role in set(before) ^ set(after)}
    added = {id_ for id_, _role in set(after) - set(before)}
    if scope.is_whole_site or not changed:
        return
    known = select(Organisation.id).where(Organisation.id.in_(changed), is_nameable_by(user))
    if changed - set(db.session.scalars(known)):
        raise NotAllowedError
    publishers = {id_ for id_, role in after if role is OrganisationRole.PUBLISHER}
    if added - scope.organisation_ids and not scope.organisation_ids & publishers:
        raise InvalidError(
            {"organisations": _("Tick one of your own organisations beside the others.")}
        )
