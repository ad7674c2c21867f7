"""Reads of the organisations."""

from collections.abc import Collection

from sqlalchemy import func, select

from portal.directory.models import Organisation
from portal.errors import NotFoundError
from portal.extensions import db


def get_organisation(slug: str) -> Organisation:
    """Return the organisation at this address, or raise NotFoundError."""
    organisation = db.session.scalar(select(Organisation).where(Organisation.slug == slug))
    if organisation is None:
        raise NotFoundError
    return organisation


def list_organisations() -> list[Organisation]:
    """Return all organisations by name."""
    return list(db.session.scalars(select(Organisation).order_by(Organisation.name)))


def list_short_names(slugs: Collection[str]) -> dict[str, str]:
    """Return the acronym, or else the name, of each of these organisations by its slug."""
    rows = db.session.scalars(select(Organisation).where(Organisation.slug.in_(slugs)))
    return {organisation.slug: organisation.short_name for organisation in rows}


def count_organisations() -> int:
    """Return how many organisations are known."""
    return db.session.scalar(select(func.count()).select_from(Organisation)) or 0
