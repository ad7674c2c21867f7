"""Loading organisations from a table of the simplest form."""

import csv
from dataclasses import replace
from pathlib import Path

from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.directory.models import Organisation, OrganisationKind
from portal.directory.queries import find_known_organisation
from portal.directory.services import check_values, record_change, write_sheet
from portal.directory.values import SheetValues, values_of
from portal.extensions import db
from portal.vocabulary.places import load_places


def load_organisations(path: Path) -> int:
    """Create or update organisations from a CSV of slug, name, acronym, kind; return how many.

    They are published at once. Raises KeyError for a missing column, ValueError for an
    unknown kind, InvalidError for what a sheet refuses; nothing is changed then.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        _load(row)
    db.session.commit()
    return len(rows)


def _load(row: dict[str, str]) -> None:
    organisation = find_known_organisation(row["slug"])
    if organisation is None:
        organisation = Organisation(slug=row["slug"], status=Status.PUBLISHED)
    name, acronym, kind = row["name"], row["acronym"], OrganisationKind(row["kind"])
    before = values_of(organisation) if organisation.id else SheetValues(kind=kind, name="")
    values = replace(before, kind=kind, name=name, acronym=acronym)
    check_values(values)
    write_sheet(organisation, values, load_places())
    db.session.add(organisation)
    record_change(organisation, author=None, action=Action.IMPORT)
