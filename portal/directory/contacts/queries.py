"""Reads of contacts: those that a viewer may see."""

from collections.abc import Collection

from sqlalchemy import Select, select

from portal.auth.models import User
from portal.directory.models import Contact, Organisation
from portal.directory.queries import is_contact_shown_to
from portal.extensions import db


def list_contacts(organisation: Organisation, *, viewer: User | None) -> list[Contact]:
    """Return the ways to reach an organisation that the viewer may see, in their order."""
    query = _shown(organisation, viewer).order_by(Contact.position, Contact.id)
    return list(db.session.scalars(query))


def has_contacts(organisation: Organisation, *, viewer: User | None) -> bool:
    """Tell whether there is any way to reach it that the viewer may see."""
    return db.session.scalar(select(_shown(organisation, viewer).exists())) or False


def list_reachable(ids: Collection[int], *, viewer: User | None) -> set[int]:
    """Return which of these organisations have a way to reach them that the viewer may see."""
    query = select(Contact.organisation_id).where(
        Contact.organisation_id.in_(ids), is_contact_shown_to(viewer)
    )
    return set(db.session.scalars(query))


def _shown(organisation: Organisation, viewer: User | None) -> Select[Contact]:
    return select(Contact).where(
        Contact.organisation_id == organisation.id, is_contact_shown_to(viewer)
    )
