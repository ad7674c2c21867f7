"""What the pages of a domain and of a place gather: who works on it, where, in which networks."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import url_for

from portal.directory.counting import count_all, narrow
from portal.directory.criteria import Criteria
from portal.directory.models import NETWORK_KINDS
from portal.directory.overview.matrix import Head, list_spots
from portal.directory.overview.presence import Near, Places, find_near, find_presence
from portal.directory.overview.terms import Terms
from portal.directory.register import HOME, Body, Register
from portal.web.pagination import Pager

SHOWN = 6
SEATS = 20
NETWORKS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """Those at work on a subject: those who do most there first, and the address of all.

    `parts` divide the subject: a domain by regions, a place by domains; the largest first.
    """

    criteria: Criteria
    organisations: Sequence[Body]
    total: int
    parts: Sequence[Head]
    networks: Sequence[Body]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a place is besides: what it lies in, its own parts, a page of the seats in it.

    The seats of the whole country are no news. `near` is for its regions alone.
    """

    above: list[tuple[str, str]]
    parts: Sequence[Head]
    seats: Sequence[Body]
    pager: Pager
    previous_url: str | None
    next_url: str | None
    near: Near | None


def gather_domain(slug: str, register: Register, terms: Terms) -> Gathering:
    """Return who works on a domain, in which regions, and the networks of those."""
    criteria = Criteria(domains=(slug,))
    by_region = count_all(register, criteria).by_region
    parts = [
        Head(terms.places[asked.places[0]], by_region[spot.slug], asked.url())
        for spot in list_spots(register)
        if spot.slug in by_region and (asked := narrow(register, criteria, spot))
    ]
    return _gather(criteria, register, parts)


def gather_place(slug: str, register: Register, terms: Terms, places: Places) -> Gathering:
    """Return who works in a place, on which domains, and the networks present."""
    criteria = Criteria(places=(slug,))
    by_domain = count_all(register, criteria).by_domain
    parts = [
        Head(words, by_domain[domain], criteria.but(domains=(domain,)).url())
        for domain, words in terms.domains.items()
        if domain in by_domain
    ]
    inside = register.spread(slug)
    present = [id_ for id_, known in places.items() if known & inside]
    return _gather(criteria, register, parts, present)


def survey_place(
    slug: str, register: Register, terms: Terms, places: Places, *, page: int
) -> Ground:
    """Return what is known of a place itself; `page` is that of the seats in it."""
    spot = register.places.by_slug[slug]
    seats = _list_seats(slug, register)
    pager = Pager(page, len(seats), SEATS)
    _itself, *above = register.places.climb(spot.id)
    is_region = spot in register.regions
    return Ground(
        above=[(terms.places[s.slug], url_for("subjects.place", slug=s.slug)) for s in above[::-1]],
        parts=_list_parts(spot.id, register, terms),
        seats=pager.cut(seats),
        pager=pager,
        previous_url=_url_of_seats(slug, pager.previous),
        next_url=_url_of_seats(slug, pager.next),
        near=find_near(slug, register, find_presence(register, places)) if is_region else None,
    )


def _list_seats(slug: str, register: Register) -> list[Body]:
    inside = frozenset() if slug == HOME else register.spread(slug)
    return [body for body in register.bodies.values() if body.seat_id in inside]


def _url_of_seats(slug: str, page: int | None) -> str | None:
    if page is None:
        return None
    return url_for("subjects.place", slug=slug, page=page if page > 1 else None, _anchor="seats")


def _list_parts(place_id: int, register: Register, terms: Terms) -> list[Head]:
    """Return the parts of a place, even those where nobody works."""
    children = register.places.list_children(place_id)
    part_of = {id_: child.id for child in children for id_ in register.places.within(child.id)}
    found: dict[int, set[int]] = {child.id: set() for child in children}
    for work in register.list_works(Criteria()):
        if work.place_id in part_of:
            found[part_of[work.place_id]].add(work.organisation_id)
    return [
        Head(
            terms.places[child.slug],
            len(found[child.id]),
            url_for("subjects.place", slug=child.slug),
        )
        for child in children
    ]


def _gather(
    criteria: Criteria, register: Register, parts: Sequence[Head], present: Collection[int] = ()
) -> Gathering:
    """Return the gathering of a question; networks `present` belong to it even without work."""
    works = Counter(work.organisation_id for work in register.list_works(criteria))
    most = sorted(works, key=lambda id_: (-works[id_], register.bodies[id_].name))
    slugs = Counter(slug for id_ in works for slug in register.networks.get(id_, ()))
    slugs.update(register.bodies[id_].slug for id_ in works)
    networks = [
        body
        for body in register.bodies.values()
        if body.kind in NETWORK_KINDS and (body.slug in slugs or body.id in present)
    ]
    return Gathering(
        criteria=criteria,
        organisations=[register.bodies[id_] for id_ in most[:SHOWN]],
        total=len(works),
        parts=sorted(parts, key=lambda part: -part.count),
        networks=sorted(networks, key=lambda body: -slugs[body.slug])[:NETWORKS],
    )
