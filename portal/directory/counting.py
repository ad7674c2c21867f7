"""How many organisations work on what where, cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.directory.criteria import Criteria
from portal.directory.register import WHOLE, Register, Work
from portal.vocabulary.models import PlaceKind
from portal.vocabulary.places import Spot


@dataclass(frozen=True, slots=True)
class Cell:
    """Who works on a domain in a region: how many organisations, on how many works.

    `checked_on` is the newest check of these works; `vouched_on` the last day on which
    somebody checked one of them, or the sheet it stands on, or entered that sheet.
    """

    organisations: int
    works: int
    checked_on: date | None
    vouched_on: date


Cells = Mapping[tuple[str, str], Cell]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a question finds: by cell, by domain, by region, and in all.

    All but the works of a cell are organisations, each counted once. Domains and regions go
    by slug; what has none is absent. What is stated for a whole country counts for the
    country, not for each of its regions.
    """

    cells: Cells
    by_domain: Mapping[str, int]
    by_region: Mapping[str, int]
    total: int


def count_all(register: Register, criteria: Criteria) -> Tally:
    """Return all that a question finds."""
    works = register.list_works(criteria)
    return Tally(
        cells=_count_cells(register, works),
        by_domain=_count_by((register.domains[work.domain_id], work) for work in works),
        by_region=_count_by(_with_regions(register, works)),
        total=len({work.organisation_id for work in works}),
    )


def narrow(register: Register, criteria: Criteria, region: Spot) -> Criteria | None:
    """Return the question asked of one region, or of a country as a whole; None if it rules it out.

    Where it names parts of the region, it goes on meaning these.
    """
    slug = WHOLE + region.slug if region.kind is PlaceKind.COUNTRY else region.slug
    asked, meant = criteria.places, register.spread(slug)
    if not asked or any(meant <= register.spread(place) for place in asked):
        return criteria.but(places=(slug,))
    inside = tuple(place for place in asked if _is_inside(register.spread(place), meant))
    return criteria.but(places=inside) if inside else None


def _is_inside(some: frozenset[int], all_: frozenset[int]) -> bool:
    return bool(some) and some <= all_


def _count_cells(register: Register, works: Sequence[Work]) -> Cells:
    groups: dict[tuple[str, str], list[Work]] = {}
    for region, work in _with_regions(register, works):
        groups.setdefault((register.domains[work.domain_id], region), []).append(work)
    return {key: _count(register, group) for key, group in groups.items()}


def _with_regions(register: Register, works: Iterable[Work]) -> Iterable[tuple[str, Work]]:
    for work in works:
        region = register.region_of(work.place_id)
        if region is not None:
            yield region.slug, work


def _count_by(works: Iterable[tuple[str, Work]]) -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for slug, work in works:
        found.setdefault(slug, set()).add(work.organisation_id)
    return {slug: len(organisations) for slug, organisations in found.items()}


def _count(register: Register, works: Sequence[Work]) -> Cell:
    checks = [work.checked_on for work in works if work.checked_on]
    return Cell(
        organisations=len({work.organisation_id for work in works}),
        works=len(works),
        checked_on=max(checks, default=None),
        vouched_on=max(_vouched_on(register, work) for work in works),
    )


def _vouched_on(register: Register, work: Work) -> date:
    body = register.bodies[work.organisation_id]
    checks = [day for day in (work.checked_on, body.checked_on) if day]
    return max(checks, default=body.created_at.date())
