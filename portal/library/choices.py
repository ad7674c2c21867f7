"""What a person may choose from on the desk's forms."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, true

from portal.auth.models import User
from portal.auth.policy import contribution_scope
from portal.directory.models import Organisation
from portal.extensions import db
from portal.library.publishers import is_nameable_by
from portal.vocabulary.queries import list_domains, list_languages, list_places
from portal.web.formats import label
from portal.web.locale import current_language

Choices = list[tuple[int, str]]


def domain_choices() -> Choices:
    """Return all domains."""
    return [(domain.id, label(domain.labels)) for domain in list_domains()]


def place_choices() -> Choices:
    """Return all places."""
    return [(place.id, label(place.labels)) for place in list_places()]


def language_choices() -> list[tuple[str, str]]:
    """Return all languages of content."""
    return [(language.code, label(language.labels)) for language in list_languages()]


def language_of_reader() -> str | None:
    """Return the language of content that is the language of the page."""
    tag = current_language()
    return next((language.code for language in list_languages() if language.tag == tag), None)


def organisation_choices(user: User) -> Choices:
    """Return the organisations that may be named to her, and her own, by name."""
    return _name(is_nameable_by(user))


def owner_choices(user: User, current_id: int | None) -> Choices:
    """Return the organisations for which she may write, and the one that owns the record now."""
    scope = contribution_scope(user)
    if scope.is_whole_site:
        return [(0, _("The whole site")), *_name(true())]
    return _name(Organisation.id.in_({*scope.organisation_ids, current_id}))


def _name(condition: ColumnElement[bool]) -> Choices:
    rows = db.session.scalars(select(Organisation).where(condition).order_by(Organisation.name))
    return [(organisation.id, organisation.full_name) for organisation in rows]
