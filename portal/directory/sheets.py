"""Writing values into a sheet, so that each row keeps its identity."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Protocol, TypeVar

from sqlalchemy import select, update

from portal.content.slugs import first_free, slugify
from portal.directory.models import (
    Contact,
    FormerOrganisationSlug,
    Intervention,
    Membership,
    Organisation,
)
from portal.directory.values import SheetValues
from portal.extensions import db
from portal.vocabulary.models import Language
from portal.vocabulary.places import PlaceTree
from portal.vocabulary.queries import fold

# Addresses beside the organisations that are no organisation's.
RESERVED = frozenset({"suggest", "map", "matrix", "gaps", "export", "new", "check"})

FIELDS = (
    *("kind", "name", "language_code", "acronym", "expansion", "legal_form", "founded"),
    *("seat_id", "seat_level", "visibility", "is_unlisted"),
)


class Row(Protocol):
    """A row of a sheet: a membership, a contact, an intervention."""

    ref: Any


AnyRow = TypeVar("AnyRow", bound=Row)


def write_values(organisation: Organisation, values: SheetValues, places: PlaceTree) -> None:
    """Write the values into the sheet; the public's places become as coarse as they say."""
    organisation.slug = organisation.slug or _free_slug(values)
    for name in FIELDS:
        setattr(organisation, name, getattr(values, name))
    organisation.translations = dict(values.translations)
    organisation.missions = dict(values.missions)
    organisation.aliases = list(values.aliases)
    organisation.links = list(values.links)
    organisation.languages = [
        language for code in values.language_codes if (language := db.session.get(Language, code))
    ]
    organisation.search_names = _fold_names(organisation)
    organisation.memberships = _write_rows(organisation.memberships, values.memberships, Membership)
    organisation.contacts = _write_rows(organisation.contacts, values.contacts, Contact)
    organisation.interventions = _write_rows(
        organisation.interventions, values.interventions, Intervention
    )
    coarsen_places(organisation, places)


def refold_names() -> None:
    """Fold the names on all sheets as this version of the product compares them."""
    for organisation in db.session.scalars(select(Organisation)).all():
        folded = _fold_names(organisation)
        if organisation.search_names != folded:
            this = update(Organisation).where(Organisation.id == organisation.id)
            db.session.execute(this.values(search_names=folded))
    db.session.commit()


def coarsen_places(organisation: Organisation, places: PlaceTree) -> None:
    """Set what the public sees of the seat and of where it works."""
    seat = organisation.seat_id
    organisation.shown_seat_id = places.coarsen(seat, organisation.seat_level) if seat else None
    for work in organisation.interventions:
        work.shown_place_id = places.coarsen(work.place_id, work.place_level)


def _fold_names(organisation: Organisation) -> str:
    return " ".join(dict.fromkeys(map(fold, organisation.names)))


def _write_rows(
    rows: Sequence[AnyRow], values: Sequence[Any], make: Callable[..., AnyRow]
) -> list[AnyRow]:
    """Return the rows of these values, those already there kept and changed."""
    known: Mapping[str, AnyRow] = {row.ref: row for row in rows}
    return [_write_row(known.get(one.ref), one, make) for one in values]


def _write_row(row: AnyRow | None, values: Any, make: Callable[..., AnyRow]) -> AnyRow:
    said = {field.name: getattr(values, field.name) for field in fields(values)}
    if row is None:
        return make(**said)
    for name, value in said.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    return row


def _free_slug(values: SheetValues) -> str:
    """Return the first free address made from the acronym or the name; it stays for good."""
    base = slugify(values.acronym or values.name, otherwise="organisation")
    former = FormerOrganisationSlug.slug
    with db.session.no_autoflush:
        taken = set(
            db.session.scalars(select(Organisation.slug).where(Organisation.slug.startswith(base)))
        )
        taken |= set(db.session.scalars(select(former).where(former.startswith(base))))
    return first_free(base, taken | RESERVED)
