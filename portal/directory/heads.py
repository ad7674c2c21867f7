"""How search engines and messengers present organisations, domains and places."""

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from portal.config import Settings
from portal.directory.models import Organisation
from portal.directory.presentation import OrganisationPage
from portal.directory.register import Register
from portal.directory.structured_data import describe_domain, describe_place
from portal.directory.words import WORDS
from portal.media.previews import Pattern, Preview
from portal.vocabulary.models import Domain, Place
from portal.web.formats import label
from portal.web.heads import Head
from portal.web.locale import current_language, direction_of


def head_of_organisation(
    organisation: Organisation, page: OrganisationPage, *, number: int
) -> Head:
    """Return the head of a page of an organisation; `number` is that of its works."""
    preview = preview_organisation(organisation)
    facts = " · ".join(filter(None, (page.kind_name, page.acronym, preview.note)))
    return Head(
        description=page.mission.text if page.mission else facts,
        picture=url_for("directory.picture", slug=organisation.slug, v=preview.version),
        kind="profile",
        query={"page": number} if number > 1 else {},
        data=page.structured_data,
    )


def head_of_domain(domain: Domain) -> Head:
    """Return the head of the page of a domain."""
    preview = preview_subject(domain)
    return Head(
        description=_(
            "%(name)s: which organisations are active, in which regions, and publications "
            "about it.",
            name=label(domain.labels),
        ),
        picture=url_for("subjects.domain_picture", slug=domain.slug, v=preview.version),
        data=describe_domain(domain),
    )


def head_of_place(place: Place, register: Register, *, page: int) -> Head:
    """Return the head of a page of a place; `page` is that of the seats in it."""
    preview = preview_subject(place)
    spot, *above = register.places.climb(place.id)
    return Head(
        description=_(
            "%(name)s: which organisations are active here, in which domains, and publications.",
            name=label(place.labels),
        ),
        picture=url_for("subjects.place_picture", slug=place.slug, v=preview.version),
        query={"page": page} if page > 1 else {},
        data=describe_place(spot, above[::-1]),
    )


def preview_organisation(organisation: Organisation) -> Preview:
    """Return the picture of an organisation: its name, what it is, where it has its seat."""
    seat = organisation.shown_seat
    is_rtl = organisation.language.is_right_to_left
    return Preview(
        title=organisation.full_name,
        title_direction="rtl" if is_rtl else "ltr",
        label=str(WORDS[organisation.kind]),
        note=label(seat.labels) if seat else "",
        pattern=Pattern.NETWORK,
        **_site(),
    )


def preview_subject(subject: Domain | Place) -> Preview:
    """Return the picture of a domain or a place: its name."""
    direction = direction_of(current_language())
    return Preview(
        title=label(subject.labels),
        title_direction=direction,
        label=_("Domain") if isinstance(subject, Domain) else _("Place"),
        pattern=Pattern.TOPIC,
        **_site(),
    )


def _site() -> dict[str, Any]:
    settings: Settings = current_app.extensions["settings"]
    return {"site_name": settings.site_name, "direction": direction_of(current_language())}
