"""What goes out: rows of a table for one viewer, from the register that every page counts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import load_only, selectinload

from portal.auth.models import User
from portal.directory.criteria import Criteria
from portal.directory.exchange.choice_words import CHOICE_WORDS
from portal.directory.exchange.columns import ORGANISATIONS, SEPARATOR, TAGS, WORKS, Column
from portal.directory.models import Intervention, Organisation
from portal.directory.queries import is_named_to
from portal.directory.register import Register, Work
from portal.extensions import db
from portal.vocabulary.models import Domain, Labels, Place, PlaceKind
from portal.web.formats import label

AT_ONCE = 500
Value = str | int | None
Cells = dict[str, Value]

_PLACE_COLUMNS = {
    PlaceKind.COUNTRY: "country",
    PlaceKind.REGION: "region",
    PlaceKind.CERCLE: "cercle",
    PlaceKind.COMMUNE: "commune",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that goes out: its name, its columns, and its rows, read as they are asked for."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def export_works(
    register: Register,
    criteria: Criteria,
    *,
    viewer: User | None,
    among: Collection[int] | None = None,
) -> Sheet:
    """Return who does what where, as a question asks, by organisation, domain and place.

    `among` are the organisations that the words of the question found, if it has any.
    """
    columns = [column for column in WORKS if column.is_exported]
    order = {id_: rank for rank, id_ in enumerate(register.bodies)}
    works = sorted(
        (
            work
            for work in register.list_works(criteria)
            if among is None or work.organisation_id in among
        ),
        key=lambda work: (order[work.organisation_id], work.domain_id, work.place_id, work.id),
    )
    words = Words(register, viewer)
    found = (words.describe_work(work, row) for work, row in _read_works(works))
    return Sheet("3w", columns, _lay_out(found, columns))


def export_organisations(
    register: Register,
    criteria: Criteria,
    *,
    viewer: User | None,
    among: Collection[int] | None = None,
) -> Sheet:
    """Return the organisations that a question asks for, by name; `among` is as for works."""
    columns = [column for column in ORGANISATIONS if column.is_exported]
    wanted = register.list_organisations(criteria)
    wanted = wanted if among is None else wanted.intersection(among)
    words = Words(register, viewer)
    bodies = _read_bodies([id_ for id_ in register.bodies if id_ in wanted])
    return Sheet(
        "organisations", columns, _lay_out(map(words.describe_organisation, bodies), columns)
    )


class Words:
    """What ids are called in the reader's language."""

    def __init__(self, register: Register, viewer: User | None) -> None:
        """Read the names of domains, places and organisations that she may know."""
        self._register = register
        self._domains: Mapping[int, Labels] = dict(
            db.session.execute(select(Domain.id, Domain.labels)).all()
        )
        self._codes: Mapping[int, Labels] = dict(
            db.session.execute(select(Place.id, Place.codes)).all()
        )
        known = select(Organisation.id, Organisation.name).where(is_named_to(viewer))
        self._names: Mapping[int, str] = dict(db.session.execute(known).all())
        self._visibilities = dict(
            db.session.execute(select(Organisation.id, Organisation.visibility)).all()
        )
        self._choices = {choice: str(words) for choice, words in CHOICE_WORDS.items()}
        self._places: dict[int, Cells] = {}

    def describe_work(self, work: Work, row: Intervention) -> Cells:
        """Return the cells of a work, at the place that is shown of it."""
        body = self._register.bodies[work.organisation_id]
        return {
            "organisation": body.name,
            "organisation_code": body.slug,
            "acronym": body.acronym,
            "kind": self._choices[body.kind],
            "kind_code": body.kind.value,
            "organisation_visibility": self._choices[self._visibilities[body.id]],
            "domain": label(self._domains[work.domain_id]),
            "domain_code": self._register.domains[work.domain_id],
            "description": row.description,
            "ref": row.ref,
            "programme": row.programme,
            **self._describe_place(work.place_id),
            "place_code": self._register.places.by_id[work.place_id].slug,
            "start": row.start,
            "end": row.end,
            "status": self._choices[work.status],
            "status_code": work.status.value,
            "qualifier": None if row.reached is None else self._choices[row.qualifier],
            "reached": row.reached,
            "reached_women": row.reached_women,
            "reached_girls": row.reached_girls,
            "visibility": self._choices[row.visibility],
            "source": row.source,
            "checked_on": work.checked_on.isoformat() if work.checked_on else None,
            "checked_by": self._names.get(row.checker_id or 0),
        }

    def describe_organisation(self, row: Organisation) -> Cells:
        """Return the cells of an organisation, at the seat that is shown of it."""
        body = self._register.bodies[row.id]
        seat = self._register.places.by_id.get(body.seat_id or 0)
        return {
            "slug": body.slug,
            "name": body.name,
            "name_language": row.language_code,
            "acronym": body.acronym,
            "kind": self._choices[body.kind],
            "kind_code": body.kind.value,
            "expansion": row.expansion,
            **{f"name_{tag}": row.translations.get(tag) for tag in TAGS},
            "aliases": SEPARATOR.join(row.aliases),
            "legal_form": row.legal_form,
            "founded": row.founded,
            **{f"mission_{tag}": row.missions.get(tag) for tag in TAGS},
            "links": SEPARATOR.join(row.links),
            "languages": SEPARATOR.join(language.code for language in row.languages),
            "networks": SEPARATOR.join(self._register.networks.get(row.id, ())),
            **(self._describe_place(seat.id) if seat else {}),
            "seat_code": seat.slug if seat else None,
            "visibility": self._choices[row.visibility],
            "checked_on": body.checked_on.isoformat() if body.checked_on else None,
            "checked_by": self._names.get(row.checker_id or 0),
        }

    def _describe_place(self, place_id: int) -> Cells:
        """Return the names of a place and of those it lies in, and the codes of its region."""
        if place_id not in self._places:
            cells: Cells = {}
            for spot in self._register.places.climb(place_id):
                cells[_PLACE_COLUMNS[spot.kind]] = label(spot.labels)
                if spot.kind is PlaceKind.REGION:
                    codes = self._codes[spot.id]
                    cells["region_code"] = spot.slug
                    cells["region_law_006"] = codes.get("ml-law-2023-006")
                    cells["region_law_007"] = codes.get("ml-law-2023-007")
            self._places[place_id] = cells
        return self._places[place_id]


def _lay_out(found: Iterable[Cells], columns: Sequence[Column]) -> Iterator[list[Value]]:
    names = [column.name for column in columns]
    return ([cells.get(name) for name in names] for cells in found)


def _read_works(works: Sequence[Work]) -> Iterator[tuple[Work, Intervention]]:
    """Yield each work with the rest of its row, some hundreds read at once."""
    for start in range(0, len(works), AT_ONCE):
        some = works[start : start + AT_ONCE]
        query = (
            select(Intervention)
            .where(Intervention.id.in_([work.id for work in some]))
            .options(
                load_only(
                    *(Intervention.ref, Intervention.description, Intervention.programme),
                    *(Intervention.start, Intervention.end, Intervention.qualifier),
                    *(Intervention.reached, Intervention.reached_women, Intervention.source),
                    *(Intervention.reached_girls, Intervention.visibility, Intervention.checker_id),
                )
            )
        )
        rows = {row.id: row for row in db.session.scalars(query)}
        yield from ((work, rows[work.id]) for work in some if work.id in rows)
        for row in rows.values():
            db.session.expunge(row)


def _read_bodies(ids: Sequence[int]) -> Iterator[Organisation]:
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        query = select(Organisation).where(Organisation.id.in_(some))
        rows = db.session.scalars(query.options(selectinload(Organisation.languages)))
        found = {row.id: row for row in rows}
        yield from (found[id_] for id_ in some if id_ in found)
