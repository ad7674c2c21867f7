"""Applying an import: a sheet with all its lines in one transaction, or not at all.

After a kill the next run goes on with the lines that are not written yet.
"""

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.directory.exchange.checking import batched_sheets
from portal.directory.exchange.claims import beat, say_alive
from portal.directory.exchange.models import DirectoryImport, ImportLine, LineOutcome
from portal.directory.exchange.planning import (
    LineResult,
    Planner,
    SheetLines,
    SheetPlan,
    changed_meanwhile,
    load_sheets,
    not_written,
)
from portal.directory.exchange.promises import list_promises
from portal.directory.exchange.recording import record_changes
from portal.directory.exchange.tables import lay_out, open_table
from portal.directory.models import Organisation
from portal.directory.writing import write_sheet
from portal.extensions import analyse, db, is_conflict

AT_ONCE = 40

log = logging.getLogger(__name__)


def apply_table(import_: DirectoryImport) -> None:
    """Write what the lines say that the dry run did not refuse, some sheets at once."""
    promises = list_promises(import_.id)
    laid_out = lay_out(import_, open_table(import_))
    writer = Writer(import_, Planner(laid_out.layout.kind, import_.sent_by, promises))
    rows = (row for row in laid_out.rows() if row.number in promises)
    sheets, refused = writer.planner.gather(rows, beat=beat(writer.import_id))
    writer.note(refused)
    db.session.commit()
    for some in batched_sheets(sheets, AT_ONCE):
        writer.write(some)
    analyse()


class Writer:
    """Writes the sheets of one import."""

    def __init__(self, import_: DirectoryImport, planner: Planner) -> None:
        self.planner = planner
        self.import_id = import_.id
        self.status = Status.PUBLISHED if import_.publishes else Status.DRAFT
        self.is_demonstration = import_.is_demonstration

    def write(self, sheets: Sequence[SheetLines]) -> None:
        """Write some sheets in one transaction, or each in its own when one spoils it."""
        try:
            self._write(sheets)
        except (IntegrityError, StaleDataError) as error:
            db.session.rollback()
            if len(sheets) > 1:
                for one in sheets:
                    self.write([one])
            else:
                log.warning("sheet not imported", exc_info=True)
                self._refuse(
                    sheets[0], changed_meanwhile() if is_conflict(error) else not_written()
                )
        db.session.expunge_all()

    def note(self, results: Sequence[LineResult], written: Organisation | None = None) -> None:
        """Keep what became of the lines; no commit."""
        if results:
            keys = [{"import_id": self.import_id, "number": one.number} for one in results]
            values = [_kept(result, written) for result in results]
            told = [{**key, **value} for key, value in zip(keys, values, strict=True)]
            db.session.execute(update(ImportLine), told)

    def _write(self, sheets: Sequence[SheetLines]) -> None:
        """Plan first, then write and commit, so that others wait for a moment only."""
        plans = [
            (self.planner.plan(lines, organisation), organisation)
            for lines, organisation in load_sheets(sheets)
        ]
        with db.session.no_autoflush:
            written = [self._write_sheet(plan, organisation) for plan, organisation in plans]
        changed = [
            organisation
            for (plan, _former), organisation in zip(plans, written, strict=True)
            if plan.values and organisation
        ]
        record_changes(changed, author=self.planner.author, action=Action.IMPORT)
        for (plan, _former), organisation in zip(plans, written, strict=True):
            self.note(plan.results, organisation)
        say_alive(self.import_id)
        db.session.flush()
        made = [(plan.subject, one) for (plan, _), one in zip(plans, written, strict=True) if one]
        known = [(subject, one.id, one.slug) for subject, one in made if subject.is_new]
        db.session.commit()
        for subject, id_, slug in known:
            self.planner.subjects.settle(subject, id_, slug)

    def _write_sheet(
        self, plan: SheetPlan, organisation: Organisation | None
    ) -> Organisation | None:
        if plan.values is None:
            return organisation
        if organisation is None:
            organisation = Organisation(
                slug=self.planner.subjects.free_slug(plan.subject, plan.values.acronym),
                status=self.status,
                is_demonstration=self.is_demonstration,
            )
        write_sheet(organisation, plan.values, self.planner.terms.places.tree)
        db.session.add(organisation)
        return organisation

    def _refuse(self, lines: SheetLines, reason: str) -> None:
        outcome, problems = LineOutcome.REFUSED, {"": reason}
        self.note([LineResult(row.number, outcome, problems=problems) for row in lines.rows])
        db.session.commit()


def _kept(result: LineResult, written: Organisation | None) -> dict[str, Any]:
    return {
        "outcome": result.outcome,
        "problems": result.problems,
        "changes": result.changes,
        "is_new": result.is_new,
        "is_written": bool(result.changes) and written is not None,
        "organisation_id": written.id if written else None,
    }
