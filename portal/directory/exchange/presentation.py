"""Imports as their pages show them."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from portal.directory.desk.differences import Difference, describe_changes
from portal.directory.desk.names import Names
from portal.directory.exchange.choices import list_columns
from portal.directory.exchange.columns import ORGANISATIONS, WORKS, Column, TableKind
from portal.directory.exchange.models import DirectoryImport, ImportLine, ImportState, LineOutcome

STATE_WORDS = {
    ImportState.WAITING: _("Being checked"),
    ImportState.ASKING: _("Waiting for you to choose the columns"),
    ImportState.CHECKED: _("Checked, nothing is changed yet"),
    ImportState.APPLYING: _("Being written"),
    ImportState.DONE: _("Written"),
    ImportState.UNDOING: _("Being undone"),
    ImportState.UNDONE: _("Undone"),
    ImportState.FAILED: _("Not taken"),
}
TONES = {
    ImportState.WAITING: "working",
    ImportState.ASKING: "waiting",
    ImportState.CHECKED: "waiting",
    ImportState.APPLYING: "working",
    ImportState.DONE: "done",
    ImportState.UNDOING: "working",
    ImportState.UNDONE: "done",
    ImportState.FAILED: "failed",
}
OUTCOME_WORDS = {
    LineOutcome.REFUSED: _("Refused"),
    LineOutcome.CREATED: _("New"),
    LineOutcome.UPDATED: _("Changed"),
    LineOutcome.UNCHANGED: _("As they are"),
}
MOVING = frozenset({ImportState.WAITING, ImportState.APPLYING, ImportState.UNDOING})
_LABELS: dict[str, str] = {column.name: column.label for column in (*WORKS, *ORGANISATIONS)}


@dataclass(frozen=True, slots=True)
class Point:
    """Something that stands against a line: in which column, and what to do about it."""

    column: str
    problem: str


def list_points(line: ImportLine) -> list[Point]:
    """Return what stands against a line, column by column."""
    return [Point(_LABELS.get(name, ""), problem) for name, problem in line.problems.items()]


def describer() -> Callable[[ImportLine], list[Difference]]:
    """Return what tells in words what a line changes in a row or a field that was there."""
    names = Names()

    def describe(line: ImportLine) -> list[Difference]:
        is_change = line.outcome is LineOutcome.UPDATED
        return describe_changes(line.changes, names) if is_change else []

    return describe


def is_moving(import_: DirectoryImport) -> bool:
    """Tell whether the worker has something to do with it."""
    return import_.state in MOVING


def known_kinds() -> dict[TableKind, str]:
    """Return the two kinds of table, as pages call them."""
    return {
        TableKind.ORGANISATIONS: _("Organisations"),
        TableKind.WORKS: _("Who does what where"),
    }


def known_columns() -> list[tuple[str, list[Column]]]:
    """Return the columns of the two tables, for the page that explains them."""
    return [(title, list_columns(kind)) for kind, title in known_kinds().items()]
