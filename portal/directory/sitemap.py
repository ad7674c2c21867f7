"""The public pages of the directory for search engines."""

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import func, select

from portal.config import LANGUAGES
from portal.directory.models import Organisation
from portal.directory.queries import is_shown_to
from portal.directory.register import open_register
from portal.extensions import db
from portal.vocabulary.queries import list_domains
from portal.web.sitemap import Address, Source, register_source

IDS_IN_PART = 1_000
_LANGUAGE = LANGUAGES[0]


def count_parts() -> int:
    """Return how many parts there are: one for each range of ids."""
    return 1 + (db.session.scalar(select(func.max(Organisation.id))) or 0) // IDS_IN_PART


def list_part(number: int) -> Iterator[Address]:
    """Yield the organisations in a range of ids."""
    ids = Organisation.id.between(number * IDS_IN_PART, (number + 1) * IDS_IN_PART - 1)
    for slug in db.session.scalars(select(Organisation.slug).where(ids, is_shown_to(None))):
        yield Address(
            path=url_for("directory.show", language=_LANGUAGE, slug=slug),
            pictures=[url_for("directory.picture", language=_LANGUAGE, slug=slug)],
        )


def list_subjects(_number: int) -> Iterator[Address]:
    """Yield the lists and overviews, the domains, and the places where something is known."""
    for endpoint in ("directory.list", "overview.map", "overview.matrix", "overview.gaps"):
        yield Address(path=url_for(endpoint, language=_LANGUAGE))
    for domain in list_domains():
        yield Address(
            path=url_for("subjects.domain", language=_LANGUAGE, slug=domain.slug),
            pictures=[url_for("subjects.domain_picture", language=_LANGUAGE, slug=domain.slug)],
        )
    for slug in _list_known_places():
        yield Address(
            path=url_for("subjects.place", language=_LANGUAGE, slug=slug),
            pictures=[url_for("subjects.place_picture", language=_LANGUAGE, slug=slug)],
        )


def _list_known_places() -> list[str]:
    """Return the places with a seat or work, and all that these lie in; in editorial order."""
    register = open_register(None)
    at_work = {work.place_id for work in register.works}
    seats = {body.seat_id for body in register.bodies.values() if body.seat_id}
    known = {spot.id for id_ in at_work | seats for spot in register.places.climb(id_)}
    return [spot.slug for id_, spot in register.places.by_id.items() if id_ in known]


def init_app() -> None:
    """List the pages of the directory in the sitemap."""
    register_source("directory", Source(count_parts=count_parts, list_part=list_part))
    register_source("subjects", Source(count_parts=lambda: 1, list_part=list_subjects))
