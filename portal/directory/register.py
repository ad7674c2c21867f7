"""Who does what where, as one viewer may see it: the one source of every count.

Lists, matrix, map, gaps, subjects and exports all count the same register, so that their
numbers agree. It is read once and kept until the database or the day changes.
"""

from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from flask import Flask, current_app
from sqlalchemy import select

from portal.auth.models import User
from portal.auth.policy import audiences_of
from portal.directory.criteria import Criteria
from portal.directory.models import (
    Intervention,
    Membership,
    Organisation,
    OrganisationKind,
    WorkStatus,
    organisation_language,
)
from portal.directory.policy import is_current
from portal.directory.queries import is_shown_to, is_work_shown_to
from portal.extensions import db, read_clock, today
from portal.vocabulary.places import PlaceTree, Spot, load_places
from portal.vocabulary.queries import list_domains

KEPT = 8
HOME = "mali"
# Before the slug of a place: only what is stated for that place as a whole, not its parts.
WHOLE = "whole-"


class Body(NamedTuple):
    """An organisation of the register."""

    id: int
    slug: str
    name: str
    acronym: str
    kind: OrganisationKind
    seat_id: int | None
    checked_on: date | None
    created_at: datetime


class Work(NamedTuple):
    """An intervention of the register, at the place that is shown of it."""

    id: int
    organisation_id: int
    domain_id: int
    place_id: int
    status: WorkStatus
    checked_on: date | None


@dataclass(frozen=True)
class Register:
    """The organisations, their works and their networks, and the vocabularies they speak of.

    `networks` and `languages` go by organisation: slugs of networks, codes of languages.
    """

    bodies: Mapping[int, Body]
    works: Sequence[Work]
    networks: Mapping[int, Collection[str]]
    languages: Mapping[int, Collection[str]]
    places: PlaceTree
    domains: Mapping[int, str]

    def list_works(self, criteria: Criteria) -> list[Work]:
        """Return the works that a question asks for, whoever does them being asked for too."""
        bodies = self._bodies_meeting(criteria)
        domains = {id_ for id_, slug in self.domains.items() if slug in criteria.domains}
        places = self._places_meeting(criteria.places)
        return [
            work
            for work in self.works
            if work.status in criteria.meant_statuses
            and work.organisation_id in bodies
            and (not criteria.domains or work.domain_id in domains)
            and (not criteria.places or work.place_id in places)
        ]

    def list_organisations(self, criteria: Criteria) -> set[int]:
        """Return the organisations that a question asks for, by id.

        A domain or a place asks for those at work there, both together for those that work on
        that domain in that place; a status for those whose work stands so.
        """
        if criteria.asks_for_work:
            return {work.organisation_id for work in self.list_works(criteria)}
        return set(self._bodies_meeting(criteria))

    def spread(self, slug: str) -> frozenset[int]:
        """Return the ids of the places that a value of a question means; none if unknown."""
        whole = self.places.by_slug.get(slug.removeprefix(WHOLE))
        if whole is None:
            return frozenset()
        return frozenset((whole.id,)) if slug.startswith(WHOLE) else self.places.within(whole.id)

    def region_of(self, place_id: int) -> Spot | None:
        """Return the part of a country in which a place lies, or the country when it is one.

        That is a region, save for the few places right below a country that are none.
        """
        return self._regions.get(place_id)

    @cached_property
    def at_work(self) -> Mapping[str, int]:
        """How many organisations are at work on each domain now, by slug."""
        pairs = {(work.domain_id, work.organisation_id) for work in self.list_works(Criteria())}
        return Counter(self.domains[domain_id] for domain_id, _organisation_id in pairs)

    @cached_property
    def _regions(self) -> dict[int, Spot]:
        return {id_: list(self.places.climb(id_))[-2:][0] for id_ in self.places.by_id}

    @cached_property
    def regions(self) -> list[Spot]:
        """The regions of the country where the networks are at home, in their order."""
        home = self.places.by_slug.get(HOME)
        return self.places.list_children(home.id) if home else []

    def _bodies_meeting(self, criteria: Criteria) -> Collection[int]:
        return {body.id for body in self.bodies.values() if self._meets(body, criteria)}

    def _meets(self, body: Body, criteria: Criteria) -> bool:
        return (
            (not criteria.kinds or body.kind in criteria.kinds)
            and (not criteria.networks or _share(criteria.networks, self.networks, body.id))
            and (not criteria.languages or _share(criteria.languages, self.languages, body.id))
        )

    def _places_meeting(self, slugs: Iterable[str]) -> set[int]:
        return {id_ for slug in slugs for id_ in self.spread(slug)}


def _share(wanted: Collection[str], known: Mapping[int, Collection[str]], id_: int) -> bool:
    return any(value in wanted for value in known.get(id_, ()))


def open_register(viewer: User | None) -> Register:
    """Return the register as it is now for this viewer, from memory while nothing changed."""
    memory: RegisterMemory = current_app.extensions["register"]
    return memory.open(viewer)


class RegisterMemory:
    """The registers of the last kinds of viewers; safe to share between threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._registers: OrderedDict[tuple[str, ...], tuple[object, Register]] = OrderedDict()
        self._lock = Lock()

    def open(self, viewer: User | None) -> Register:
        """Return the register of a viewer, read again when anything changed."""
        key = _who(viewer)
        stamp = (read_clock(), today())
        with self._lock:
            known = self._registers.get(key)
            if known is not None and known[0] == stamp:
                self._registers.move_to_end(key)
                return known[1]
            register = _read(viewer)
            self._registers[key] = (stamp, register)
            while len(self._registers) > KEPT:
                self._registers.popitem(last=False)
            return register


def init_app(app: Flask) -> None:
    """Give the application its memory of registers."""
    app.extensions["register"] = RegisterMemory()


def _who(viewer: User | None) -> tuple[str, ...]:
    """Return what decides what a viewer sees."""
    site = ("site",) if viewer and viewer.is_administrator else ()
    return (*audiences_of(viewer), *site, *((f"user:{viewer.id}",) if viewer else ()))


def _read(viewer: User | None) -> Register:
    bodies = {body.id: body for body in _read_bodies(viewer)}
    return Register(
        bodies=bodies,
        works=[work for work in _read_works(viewer) if work.organisation_id in bodies],
        networks=_read_networks(viewer),
        languages=_gather(db.session.execute(select(*organisation_language.c))),
        places=load_places(),
        domains={domain.id: domain.slug for domain in list_domains()},
    )


def _read_bodies(viewer: User | None) -> Iterator[Body]:
    """Return the organisations by name, whatever its case and accents: folded names begin so."""
    columns = [getattr(Organisation, name) for name in Body._fields if name != "seat_id"]
    columns.insert(Body._fields.index("seat_id"), Organisation.shown_seat_id)
    query = select(*columns).where(is_shown_to(viewer))
    by_name = query.order_by(Organisation.search_names, Organisation.name)
    return map(Body._make, db.session.execute(by_name))


def _read_works(viewer: User | None) -> Iterator[Work]:
    query = select(
        Intervention.id,
        Intervention.organisation_id,
        Intervention.domain_id,
        Intervention.shown_place_id,
        Intervention.status,
        Intervention.checked_on,
    ).where(is_work_shown_to(viewer))
    return map(Work._make, db.session.execute(query))


def _read_networks(viewer: User | None) -> dict[int, list[str]]:
    query = (
        select(Membership.organisation_id, Organisation.slug)
        .join(Membership.network)
        .where(is_current(), is_shown_to(viewer))
    )
    return _gather(db.session.execute(query))


def _gather(rows: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    gathered: dict[int, list[str]] = {}
    for id_, value in rows:
        gathered.setdefault(id_, []).append(value)
    return gathered
