"""The page of one organisation: who it is, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _

from portal.auth.models import User
from portal.directory.checks.ages import CheckNote
from portal.directory.checks.notes import note_sheet
from portal.directory.contacts.queries import has_contacts
from portal.directory.deeds import Deeds, list_served_places, present_deeds
from portal.directory.logos import find_logo
from portal.directory.models import Organisation
from portal.directory.queries import read_rules
from portal.directory.structured_data import Surroundings, describe_organisation
from portal.directory.ties import Ties, list_members, list_networks
from portal.directory.words import WORDS
from portal.vocabulary.queries import list_languages
from portal.web.facts import Fact, Term
from portal.web.formats import label, typeset, vague_date
from portal.web.locale import current_language, foreign_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text in one language; `tag` and `language` are said where the page has another."""

    text: str
    tag: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPage:
    """What the page of an organisation shows; `translation` is its name in the page's language."""

    slug: str
    is_demonstration: bool
    name: str
    tag: str
    kind_name: str
    acronym: str
    translation: str
    trail: Sequence[tuple[str, str]]
    mission: Passage | None
    logo_url: str | None
    check: CheckNote
    facts: Sequence[Fact]
    links: Sequence[tuple[str, str]]
    contacts_url: str | None
    networks: Ties
    members: Ties
    members_url: str
    deeds: Deeds
    structured_data: Mapping[str, Any]


def present_organisation(
    organisation: Organisation, *, viewer: User | None, page: int
) -> OrganisationPage:
    """Return what the page of an organisation shows to the viewer; `page` is that of its works."""
    rules = read_rules()
    networks = list_networks(organisation, viewer=viewer)
    members = list_members(organisation, viewer=viewer)
    mission = _mission(organisation)
    logo_url = _logo_url(organisation)
    return OrganisationPage(
        slug=organisation.slug,
        is_demonstration=organisation.is_demonstration,
        name=typeset(organisation.name),
        tag=foreign_tag(organisation.language.tag),
        kind_name=str(WORDS[organisation.kind]),
        acronym=organisation.acronym,
        translation=_translation(organisation),
        trail=[
            (_("The networks"), url_for("directory.list")),
            (str(WORDS[organisation.kind]), url_for("directory.list", kind=organisation.kind)),
        ],
        mission=mission,
        logo_url=logo_url,
        check=note_sheet(organisation, viewer=viewer, rules=rules),
        facts=[fact for fact in _facts(organisation) if fact.terms],
        links=[(link, host_of(link)) for link in organisation.links],
        contacts_url=_contacts_url(organisation, viewer),
        networks=networks,
        members=members,
        members_url=url_for("directory.list", network=organisation.slug),
        deeds=present_deeds(organisation, viewer=viewer, rules=rules, page=page),
        structured_data=describe_organisation(
            organisation,
            Surroundings(
                description=mission.text if mission else "",
                logo_url=logo_url,
                networks=networks.current,
                members=members.current,
                places=[label(p.labels) for p in list_served_places(organisation, viewer=viewer)],
            ),
        ),
    )


def host_of(link: str) -> str:
    """Return the site to which an address leads, as people know it."""
    return urlsplit(link).netloc.rpartition("@")[2].removeprefix("www.")


def _translation(organisation: Organisation) -> str:
    if not foreign_tag(organisation.language.tag):
        return ""
    return typeset(organisation.translations.get(current_language(), ""))


def _mission(organisation: Organisation) -> Passage | None:
    """Return the mission in the language of the page, or in the next one that has it."""
    known = {tag: text for tag, text in organisation.missions.items() if text}
    wanted = (current_language(), organisation.language.tag, *known)
    tag = next((tag for tag in wanted if tag in known), None)
    if tag is None:
        return None
    return Passage(
        text=typeset(known[tag]),
        tag=foreign_tag(tag),
        language=_names_of_languages().get(tag, "") if foreign_tag(tag) else "",
    )


def _names_of_languages() -> dict[str, str]:
    return {language.tag: label(language.labels) for language in list_languages()}


def _logo_url(organisation: Organisation) -> str | None:
    """Return where the logo is, once there is a clean copy of it.

    Browsers keep it for a day, and an erased file leaves its number to the next: what it looks
    like is part of the address.
    """
    logo = find_logo(organisation)
    if logo is None:
        return None
    look = logo.sha256[:8]
    return url_for("logos.show", slug=organisation.slug, file_id=organisation.logo_id, v=look)


def _contacts_url(organisation: Organisation, viewer: User | None) -> str | None:
    if not has_contacts(organisation, viewer=viewer):
        return None
    return url_for("contacts.show", slug=organisation.slug)


def _facts(organisation: Organisation) -> Iterator[Fact]:
    yield Fact(name=_("In other words"), terms=_terms([organisation.expansion]))
    yield Fact(
        name=_("In other languages"),
        terms=[
            Term(words=name, tag=foreign_tag(tag))
            for tag, name in organisation.translations.items()
            if name and tag != current_language()
        ],
    )
    yield Fact(name=_("Also known as"), terms=_terms(organisation.aliases))
    yield Fact(name=_("Legal form"), terms=_terms([organisation.legal_form]))
    founded = vague_date(organisation.founded) if organisation.founded else ""
    yield Fact(name=_("Founded"), terms=_terms([founded]))
    yield Fact(name=_("Seat"), terms=_seat(organisation))
    yield Fact(
        name=_("Languages"),
        terms=[Term(words=label(language.labels)) for language in organisation.languages],
    )


def _terms(words: Sequence[str]) -> list[Term]:
    return [Term(words=one) for one in words if one]


def _seat(organisation: Organisation) -> list[Term]:
    seat = organisation.shown_seat
    if seat is None:
        return []
    return [Term(words=label(seat.labels), url=url_for("subjects.place", slug=seat.slug))]
