"""How many organisations work on what where, cell by cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.directory.criteria import Criteria
from portal.directory.register import Register, Work


@dataclass(frozen=True, slots=True)
class Cell:
    """Who works on a domain in a region: how many organisations, and the newest check of them."""

    organisations: int
    works: int
    checked_on: date | None


Cells = Mapping[tuple[str, str], Cell]


def count_cells(register: Register, criteria: Criteria) -> Cells:
    """Return what a question finds, by domain and region (by slug); empty cells are absent.

    What is stated for a whole country counts for the country, not for each of its regions.
    """
    groups: dict[tuple[str, str], list[Work]] = {}
    for work in register.list_works(criteria):
        region = register.region_of(work.place_id)
        if region is not None:
            groups.setdefault((register.domains[work.domain_id], region.slug), []).append(work)
    return {key: _count(works) for key, works in groups.items()}


def count_regions(register: Register, criteria: Criteria) -> dict[str, int]:
    """Return how many organisations a question finds in each region, by slug."""
    found: dict[str, set[int]] = {}
    for work in register.list_works(criteria):
        region = register.region_of(work.place_id)
        if region is not None:
            found.setdefault(region.slug, set()).add(work.organisation_id)
    return {slug: len(organisations) for slug, organisations in found.items()}


def _count(works: Iterable[Work]) -> Cell:
    known = list(works)
    checks = [work.checked_on for work in known if work.checked_on]
    return Cell(
        organisations=len({work.organisation_id for work in known}),
        works=len(known),
        checked_on=max(checks, default=None),
    )
