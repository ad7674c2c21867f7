"""Ways on for a visitor whose search finds nothing: near domains, and who works on them where."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from portal.auth.models import User
from portal.directory.cards import OrganisationCard, present_cards
from portal.directory.contacts.queries import list_reachable
from portal.directory.criteria import Criteria
from portal.directory.overview.matrix import Head
from portal.directory.register import Body, Register, open_register
from portal.search.nearness import list_nearest
from portal.vocabulary.queries import fold, list_domains, list_places, place_names
from portal.web.formats import label

DOMAINS = 3
ORGANISATIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """Domains near a text, and the organisations at work on them, with how they are reached.

    Without a near domain (`is_near` is false) the domains are those with most organisations.
    """

    domains: Sequence[Head]
    cards: Sequence[OrganisationCard]
    is_near: bool


def find_guidance(
    text: str,
    *,
    viewer: User | None,
    language: str,
    domains: Sequence[str] = (),
    places: Sequence[str] = (),
) -> Guidance:
    """Return the ways on from a text; chosen domains and places come before those it names."""
    register = open_register(viewer)
    near = [*domains, *_list_near_domains(text, language)][:DOMAINS]
    shown = near or [slug for slug, _count in Counter(register.at_work).most_common(DOMAINS)]
    criteria = _choose_places(
        Criteria(domains=tuple(near)), register, (*places, *_list_named_places(text))
    )
    bodies = _choose_bodies(criteria, register, viewer)
    return Guidance(
        domains=_present_domains(shown, register),
        cards=present_cards(bodies, criteria, register, viewer=viewer, with_contacts=True),
        is_near=bool(near),
    )


def _list_near_domains(text: str, language: str) -> list[str]:
    known = {domain.slug: list(domain.labels.values()) for domain in list_domains()}
    return list_nearest(text, known, language=language)


def _list_named_places(text: str) -> list[str]:
    words = f" {fold(text)} "
    return [
        place.slug
        for place in list_places()
        if any(f" {fold(name)} " in words for name in place_names(place))
    ]


def _choose_places(criteria: Criteria, register: Register, places: Sequence[str]) -> Criteria:
    """Return the question for these places, unless nobody is known to work there."""
    there = criteria.but(places=tuple(places))
    return there if places and register.list_works(there) else criteria


def _choose_bodies(criteria: Criteria, register: Register, viewer: User | None) -> list[Body]:
    """Return organisations at work: those that can be reached first, then those that do most."""
    works = Counter(work.organisation_id for work in register.list_works(criteria))
    reachable = list_reachable(list(works), viewer=viewer)
    ids = sorted(works, key=lambda id_: (id_ not in reachable, -works[id_]))
    return [register.bodies[id_] for id_ in ids[:ORGANISATIONS]]


def _present_domains(slugs: Sequence[str], register: Register) -> list[Head]:
    labels = {domain.slug: label(domain.labels) for domain in list_domains()}
    return [
        Head(labels[slug], register.at_work.get(slug, 0), url_for("subjects.domain", slug=slug))
        for slug in slugs
        if slug in labels
    ]
