"""Importing many items at once: rows in, one report line each, no row spoiling another."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flask_babel import gettext as _

from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.errors import InvalidError
from portal.extensions import analyse, db
from portal.library.attachments import attach_file, replace_file
from portal.library.cargo import Cargo, load_cargo, may_show_people
from portal.library.consents import write_consent
from portal.library.models import Item, Rights
from portal.library.queries import find_by_identifier
from portal.library.row_files import RawRow, iterate_rows
from portal.library.rows import Plan, RowReader, identifier_of
from portal.library.services import apply_values, record_change, set_status
from portal.library.terms import load_terms
from portal.library.transcripts.importing import write_tracks
from portal.library.values import values_of
from portal.media.models import File
from portal.search.outbox import wake_indexer

ROWS_IN_MEMORY = 200


class Outcome(StrEnum):
    """What became of a row, or would become of it in a dry run."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One row of the report: its number, the record, what happened, and what to mend.

    A row that was taken in has problems too when some of its files are not shown yet.
    """

    row: int
    identifier: str
    outcome: Outcome
    problems: dict[str, str]


def import_items(path: Path, *, dry_run: bool = False) -> Iterator[ReportLine]:
    """Create or update an item for each row of a CSV or JSON Lines file, one commit a row.

    Yields a report line as soon as each row is done. A dry run reads and checks every
    row and changes nothing.
    """
    reader = RowReader(load_terms(), path.parent)
    for number, row in iterate_rows(path):
        yield _import_row(number, row, reader, dry_run=dry_run)
        if number % ROWS_IN_MEMORY == 0:
            db.session.expunge_all()
    if not dry_run:
        analyse()
        wake_indexer.enqueue()


def _import_row(
    number: int, row: RawRow | InvalidError, reader: RowReader, *, dry_run: bool
) -> ReportLine:
    identifier = "" if isinstance(row, InvalidError) else identifier_of(row)
    try:
        if isinstance(row, InvalidError):
            raise row
        item = find_by_identifier(identifier)
        plan = reader.read(row, values_of(item) if item else None)
        _check_rights(item, plan)
        cargo = load_cargo(item, plan)
        outcome = _outcome(item, plan, cargo)
        if not dry_run and outcome is not Outcome.UNCHANGED:
            _write(item, plan, cargo)
    except InvalidError as error:
        db.session.rollback()
        return ReportLine(number, identifier, Outcome.REFUSED, error.problems)
    return ReportLine(number, identifier, outcome, cargo.problems)


def _check_rights(item: Item | None, plan: Plan) -> None:
    """Raise InvalidError for a record that would be public before its rights are chosen."""
    status = plan.status or (item.status if item else Status.DRAFT)
    if status is Status.PUBLISHED and plan.values.rights is Rights.NOT_CHOSEN:
        choices = ", ".join(right for right in Rights if right is not Rights.NOT_CHOSEN)
        raise InvalidError(
            {
                "rights": _(
                    "It cannot be published before somebody chooses what others may do with it. "
                    "Write one of: %(choices)s.",
                    choices=choices,
                )
            }
        )


def _outcome(item: Item | None, plan: Plan, cargo: Cargo) -> Outcome:
    if item is None:
        return Outcome.CREATED
    is_same = (
        values_of(item) == plan.values and plan.status in {None, item.status} and cargo.is_empty
    )
    return Outcome.UNCHANGED if is_same else Outcome.UPDATED


def _write(item: Item | None, plan: Plan, cargo: Cargo) -> None:
    if item is None:
        item = Item(identifier=plan.identifier, item_files=[])
        db.session.add(item)
    with db.session.no_autoflush:
        apply_values(item, plan.values)
    set_status(item, plan.status or item.status or Status.DRAFT)
    record_change(item, author=None, action=Action.IMPORT)
    db.session.commit()
    for file in [*cargo.newly_agreed, *(_carry(item, path) for path in cargo.new_files)]:
        if plan.consent and may_show_people(file):
            write_consent(file, plan.consent, author=None)
            db.session.commit()
    write_tracks(item, cargo.new_tracks)


def _carry(item: Item, path: Path) -> File:
    """Attach a file, in the place of the one that had its name, if any did."""
    former = next((file for file in item.files if file.name == path.name), None)
    with path.open("rb") as stream:
        if former:
            return replace_file(item, former.id, stream, name=path.name, author=None)
        return attach_file(item, stream, name=path.name, author=None)
