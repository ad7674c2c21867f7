"""How many organisations each choice would give, each facet counted without its own choices."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from portal.directory.criteria import FACETS, Criteria
from portal.directory.models import WorkStatus
from portal.directory.register import WHOLE, Register
from portal.vocabulary.models import PlaceKind

Tally = Mapping[str, int]
Among = Collection[int] | None
Groups = Mapping[str, Collection[int]]

EVERY_STATUS = tuple(status.value for status in WorkStatus)

# The regions first: that is how people ask; then what lies in them, and the countries last.
_LEVELS = (PlaceKind.REGION, PlaceKind.CERCLE, PlaceKind.COMMUNE, PlaceKind.COUNTRY)


def count_choices(register: Register, criteria: Criteria, among: Among = None) -> dict[str, Tally]:
    """Return, by facet, how many organisations each value would give, the most first.

    `among` are the organisations that answer the words of the question, None without words.
    """
    tallies = {name: _count(_GROUPERS[name](register, criteria, among)) for name in FACETS}
    return {**tallies, "place": _regions_first(register, tallies["place"])}


def _regions_first(register: Register, tally: Tally) -> Tally:
    return dict(sorted(tally.items(), key=lambda pair: _level(register, pair[0])))


def _group_domains(register: Register, criteria: Criteria, among: Among) -> Groups:
    found = _group_works("domain_id", register, criteria.but(domains=()), among)
    return {register.domains[id_]: ids for id_, ids in found.items()}


def _group_places(register: Register, criteria: Criteria, among: Among) -> Groups:
    """Group by every value that means a place: its own, and those of all it lies in."""
    found: dict[str, set[int]] = defaultdict(set)
    for place_id, ids in _group_works("place_id", register, criteria.but(places=()), among).items():
        for value in _values_of_place(register, place_id):
            found[value] |= ids
    return found


def _values_of_place(register: Register, place_id: int) -> Iterator[str]:
    for spot in register.places.climb(place_id):
        if spot.id == place_id and spot.kind is PlaceKind.COUNTRY:
            yield WHOLE + spot.slug
        yield spot.slug


def _level(register: Register, value: str) -> int:
    return _LEVELS.index(register.places.by_slug[value.removeprefix(WHOLE)].kind)


def _group_statuses(register: Register, criteria: Criteria, among: Among) -> Groups:
    return _group_works("status", register, criteria.but(statuses=EVERY_STATUS), among)


def _group_kinds(register: Register, criteria: Criteria, among: Among) -> Groups:
    ids = _list_organisations(register, criteria.but(kinds=()), among)
    return _group((register.bodies[id_].kind, id_) for id_ in ids)


def _group_networks(register: Register, criteria: Criteria, among: Among) -> Groups:
    ids = _list_organisations(register, criteria.but(networks=()), among)
    return _group((slug, id_) for id_ in ids for slug in register.networks.get(id_, ()))


def _group_languages(register: Register, criteria: Criteria, among: Among) -> Groups:
    ids = _list_organisations(register, criteria.but(languages=()), among)
    return _group((code, id_) for id_ in ids for code in register.languages.get(id_, ()))


_GROUPERS: Mapping[str, Callable[[Register, Criteria, Among], Groups]] = {
    "domain": _group_domains,
    "place": _group_places,
    "kind": _group_kinds,
    "network": _group_networks,
    "language": _group_languages,
    "status": _group_statuses,
}


def _group_works(
    column: str, register: Register, criteria: Criteria, among: Among
) -> dict[Any, set[int]]:
    """Return the organisations at work by a column of their works."""
    found = _group(map(attrgetter(column, "organisation_id"), register.list_works(criteria)))
    if among is None:
        return found
    kept = {value: ids.intersection(among) for value, ids in found.items()}
    return {value: ids for value, ids in kept.items() if ids}


def _list_organisations(register: Register, criteria: Criteria, among: Among) -> Collection[int]:
    found = register.list_organisations(criteria)
    return found if among is None else found.intersection(among)


def _group(pairs: Iterable[tuple[Any, int]]) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = defaultdict(set)
    for value, id_ in pairs:
        found[value].add(id_)
    return found


def _count(groups: Groups) -> Tally:
    """Return how many organisations go with each value, the most first."""
    counts = {value: len(ids) for value, ids in groups.items()}
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))
