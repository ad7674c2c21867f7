"""What is done about organisations."""

import csv
from pathlib import Path

from portal.directory.models import Organisation, OrganisationKind
from portal.extensions import db


def save_organisation(slug: str, *, name: str, acronym: str, kind: OrganisationKind) -> None:
    """Create the organisation of this slug, or update it; no commit."""
    organisation = db.session.query(Organisation).filter_by(slug=slug).one_or_none()
    if organisation is None:
        organisation = Organisation(slug=slug)
        db.session.add(organisation)
    organisation.name = name
    organisation.acronym = acronym
    organisation.kind = kind


def import_organisations(path: Path) -> int:
    """Create or update organisations from a CSV of slug, name, acronym, kind; return how many."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        save_organisation(
            row["slug"],
            name=row["name"],
            acronym=row["acronym"],
            kind=OrganisationKind(row["kind"]),
        )
    db.session.commit()
    return len(rows)
