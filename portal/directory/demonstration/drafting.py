"""From a line of the files to the values of a sheet.

A year written with a sign counts from the day of loading: `+1` is the year after it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from portal.directory.demonstration.lines import Draft, Line, ref_of
from portal.directory.queries import get_known_organisation
from portal.directory.values import InterventionValues, SheetValues
from portal.vocabulary.places import PlaceTree, load_places
from portal.vocabulary.queries import list_domains

NUMBERS = ("reached", "reached_women", "reached_girls")
ROW_FIELDS = {one.name for one in fields(InterventionValues)}

Rows = dict[str, Line]


@dataclass(frozen=True)
class Terms:
    """The vocabularies, by the slugs that the files use."""

    places: PlaceTree
    domains: Mapping[str, int]


def load_terms() -> Terms:
    """Return the vocabularies as they are now."""
    return Terms(load_places(), {domain.slug: domain.id for domain in list_domains()})


def values_of_draft(draft: Draft, terms: Terms, *, day: date) -> SheetValues:
    """Return the values of a sheet, its years counted from `day`; its networks exist already."""
    said = dict(draft.said)
    seat = said.get("seat")
    said["seat_id"] = terms.places.by_slug[seat].id if seat else None
    said["language_codes"] = sorted(said.get("language_codes", ()))
    said["memberships"] = _read_memberships(draft)
    said["contacts"] = _read_contacts(draft)
    said["interventions"] = read_work(draft.slug, draft.work, terms, day=day)
    return SheetValues.from_snapshot(said)


def read_work(slug: str, work: Iterable[Line], terms: Terms, *, day: date) -> Rows:
    """Return the interventions of an organisation as a snapshot keeps them."""
    return {ref_of_work(slug, row): _read_intervention(row, terms, day=day) for row in work}


def ref_of_work(slug: str, row: Line) -> str:
    """Return the ref of an intervention, the same at each loading."""
    return ref_of(slug, row["domain"], row["place"], row["status"], row.get("start", ""))


def _read_memberships(draft: Draft) -> Rows:
    rows: Rows = {}
    for row in draft.said.get("memberships", ()):
        said: dict[str, Any] = {name: value for name, value in row.items() if name != "network"}
        said["network_id"] = get_known_organisation(row["network"]).id
        rows[ref_of(draft.slug, row["network"])] = said
    return rows


def _read_contacts(draft: Draft) -> Rows:
    contacts = enumerate(draft.said.get("contacts", ()))
    return {ref_of(draft.slug, row["value"]): {**row, "position": place} for place, row in contacts}


def _read_intervention(row: Line, terms: Terms, *, day: date) -> Line:
    said = {name: value for name, value in row.items() if name in ROW_FIELDS}
    said |= {name: int(row[name]) for name in NUMBERS if name in row}
    said |= {name: _read_date(row[name], day) for name in ("start", "end") if name in row}
    said["domain_id"] = terms.domains[row["domain"]]
    said["place_id"] = terms.places.by_slug[row["place"]].id
    return said


def _read_date(text: str, day: date) -> str:
    return str(day.year + int(text)) if text.startswith(("+", "-")) else text
