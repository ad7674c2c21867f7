"""What the lines of a table would do, sheet by sheet: nothing here is written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.auth.models import User
from portal.directory.changes import Changes, diff
from portal.directory.exchange.columns import TableKind
from portal.directory.exchange.models import LineOutcome
from portal.directory.exchange.organisations import (
    begin_sheet,
    note_differences,
    read_kind,
    read_organisation,
)
from portal.directory.exchange.permits import Permits, not_hers
from portal.directory.exchange.promises import Promises, is_kept
from portal.directory.exchange.rows import Row
from portal.directory.exchange.seeing import as_seen
from portal.directory.exchange.subjects import Subject, Subjects, load_subjects
from portal.directory.exchange.terms import Terms, load_terms
from portal.directory.exchange.works import only, read_work
from portal.directory.models import NETWORK_KINDS, Intervention, Organisation
from portal.directory.problems import MOST_ROWS
from portal.directory.values import SheetValues, values_of
from portal.errors import InvalidError
from portal.extensions import db

LONGEST_LABEL = 300
_LINES_A_BEAT = 500
_WHO = {
    TableKind.WORKS: ("organisation_code", "organisation", "acronym"),
    TableKind.ORGANISATIONS: ("slug", "name", "acronym"),
}
_WHAT = ("domain", "domain_code", "region", "cercle", "commune", "place", "country")


@dataclass(slots=True)
class LineResult:
    """What a line would do, or did; of one that is not refused, `problems` are only notes."""

    number: int
    outcome: LineOutcome
    label: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    changes: Changes = field(default_factory=dict)
    is_new: bool = False


@dataclass(slots=True)
class SheetLines:
    """The lines about one organisation, in their order."""

    subject: Subject
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class SheetPlan:
    """What becomes of a sheet, and by which lines; no values when nothing is to be written."""

    subject: Subject
    values: SheetValues | None
    results: list[LineResult]


class Planner:
    """Plans the lines of a table on behalf of somebody; of nobody, for the command line."""

    def __init__(
        self, kind: TableKind, author: User | None, promises: Promises | None = None
    ) -> None:
        """Read the vocabularies, the organisations and the references, as they are now.

        Lines keep the `promises` that a dry run made for them, if there was one.
        """
        self.kind = kind
        self._promises = promises
        self._permits = Permits(author)
        sees_all = author is None or author.is_administrator
        self.terms: Terms = load_terms()
        self.subjects: Subjects = load_subjects(author, sees_all=sees_all)
        refs = select(Intervention.ref, Intervention.organisation_id)
        self._owners: dict[str, int] = dict(db.session.execute(refs).all())

    @property
    def author(self) -> User | None:
        """Whose import it is, as she is now."""
        return self._permits.author

    def gather(
        self, rows: Iterable[Row], *, beat: Callable[[], None]
    ) -> tuple[list[SheetLines], list[LineResult]]:
        """Return the lines sheet by sheet, networks to come first, and the lines about nobody.

        `beat` is called now and then: comparing many names takes a while.
        """
        sheets: dict[int, SheetLines] = {}
        refused = []
        for count, row in enumerate(rows, start=1):
            if count % _LINES_A_BEAT == 0:
                beat()
            try:
                subject = self._find_subject(row)
            except InvalidError as error:
                problems = {_WHO[self.kind][1]: str(error), **row.problems}
                refused.append(self._refuse(row, problems))
                continue
            sheets.setdefault(subject.id, SheetLines(subject)).rows.append(row)
        return sorted(sheets.values(), key=self._comes_late), refused

    def plan(self, lines: SheetLines, organisation: Organisation | None) -> SheetPlan:
        """Return what the lines make of a sheet, each seen on its own."""
        values = self._values_of(organisation, lines.subject) if organisation else None
        results = []
        for row in lines.rows:
            result, values = self._plan_row(row, values, lines.subject, organisation)
            results.append(result)
        is_changed = any(result.changes for result in results)
        return SheetPlan(lines.subject, values if is_changed else None, results)

    def _values_of(self, organisation: Organisation, subject: Subject) -> SheetValues:
        """Return what a sheet holds, as far as that is for her to know."""
        values = values_of(organisation)
        if subject.is_hers:
            return values
        return as_seen(values, self.terms.places.tree, self.subjects)

    def _plan_row(
        self,
        row: Row,
        before: SheetValues | None,
        subject: Subject,
        organisation: Organisation | None,
    ) -> tuple[LineResult, SheetValues | None]:
        if subject.is_secret:
            return self._refuse(row, {_WHO[self.kind][1]: not_hers()}), before
        label = self._label(row, subject)
        after, changes = self._read(row, before, subject)
        if after is None or row.problems:
            return self._refuse(row, row.problems, label), before
        if refusal := self._permits.refuse(subject, organisation, after, changes):
            return self._refuse(row, {_WHO[self.kind][1]: refusal}, label), before
        if before is None:
            subject.is_network = after.kind in NETWORK_KINDS
        for path in changes:
            name, _slash, ref = path.partition("/")
            if name == "interventions":
                self._owners.setdefault(ref, subject.id)
        if self._promises is not None and not is_kept(self._promises[row.number], changes):
            return self._refuse(row, {"": changed_meanwhile()}, label), before
        outcome = _outcome(before, changes)
        return LineResult(row.number, outcome, label, row.notes, changes, before is None), after

    def _read(
        self, row: Row, before: SheetValues | None, subject: Subject
    ) -> tuple[SheetValues | None, Changes]:
        """Return the sheet after a line, and what the line changes in it."""
        if self.kind is TableKind.WORKS:
            return self._read_work(row, before, subject)
        after = read_organisation(row, before, subject, self.subjects, self.terms)
        if after is None:
            return None, {}
        after = self._permits.place_at_home(after) if before is None else after
        return after, diff(before.snapshot() if before else {}, after.snapshot())

    def _read_work(
        self, row: Row, before: SheetValues | None, subject: Subject
    ) -> tuple[SheetValues | None, Changes]:
        sheet = before or begin_sheet(row, self.terms)
        if sheet is None:
            return None, {}
        self._check_name(row, subject)
        if before is not None:
            note_differences(row, before, self.terms)
        sheet = self._permits.place_at_home(sheet) if before is None else sheet
        work = read_work(row, sheet, self.terms, self._owners, subject.id)
        if work is None:
            return None, {}
        after = sheet.with_row("interventions", work)
        if len(after.interventions) > MOST_ROWS:
            row.problems["ref"] = _(
                "A sheet holds at most %(limit)s rows of one kind.", limit=MOST_ROWS
            )
        if before is None:
            return after, diff({}, after.snapshot())
        former = next((one for one in sheet.interventions if one.ref == work.ref), None)
        return after, diff(only(former, sheet).snapshot(), only(work, sheet).snapshot())

    def _find_subject(self, row: Row) -> Subject:
        return self.subjects.find_or_add(*self._who(row))

    def _who(self, row: Row) -> tuple[str, str, str]:
        """Return the code, the name and the acronym that a line gives."""
        code, name, acronym = (row.said.get(column, "") for column in _WHO[self.kind])
        return code, name, acronym

    def _check_name(self, row: Row, subject: Subject) -> None:
        """Refuse a line whose code and name are those of two organisations."""
        name = row.said.get("organisation")
        if name and not subject.is_called(name):
            row.problems["organisation"] = _(
                "“%(name)s” is not a name of the organisation with this code. Mend one of them.",
                name=name,
            )

    def _comes_late(self, sheet: SheetLines) -> bool:
        """Tell whether a sheet waits until networks that it may belong to are there."""
        if not sheet.subject.is_new or self.kind is TableKind.WORKS:
            return True
        kind = read_kind(Row(0, sheet.rows[0].said), self.terms)
        return kind not in NETWORK_KINDS

    def _refuse(self, row: Row, problems: dict[str, str], label: str = "") -> LineResult:
        label = label or self._label(row)
        return LineResult(row.number, LineOutcome.REFUSED, label, dict(problems))

    def _label(self, row: Row, subject: Subject | None = None) -> str:
        """Return what a line is about: as it says itself, and which organisation that is."""
        code, name, acronym = self._who(row)
        who = subject.describe(code, name, acronym) if subject else name or code or acronym
        columns = _WHAT if self.kind is TableKind.WORKS else ()
        what = [row.said[column] for column in columns if row.said.get(column)]
        return " · ".join([who, *what[:1], *what[-1:]] if len(what) > 1 else [who, *what])[
            :LONGEST_LABEL
        ]


def load_sheets(lines: Sequence[SheetLines]) -> Iterator[tuple[SheetLines, Organisation | None]]:
    """Yield the lines with their sheets, read a few queries for all."""
    ids = [one.subject.id for one in lines if not one.subject.is_new]
    query = select(Organisation).where(Organisation.id.in_(ids)).options(*whole_sheet())
    known = {organisation.id: organisation for organisation in db.session.scalars(query)}
    for one in lines:
        yield one, known.get(one.subject.id)


def changed_meanwhile() -> str:
    """Return why a line is not written, and what to do about it."""
    return _("Somebody changed this sheet at the same time. Send these lines again.")


def not_written() -> str:
    """Return what is said of a line that a fault of ours kept from being written."""
    return _("This line could not be written. Tell the administrator of the site.")


def _outcome(before: SheetValues | None, changes: Changes) -> LineOutcome:
    """Return what a line does; a work that was not there is created too."""
    is_work = any(
        path.startswith("interventions/") and states[0] is None for path, states in changes.items()
    )
    if before is None or is_work:
        return LineOutcome.CREATED
    return LineOutcome.UPDATED if changes else LineOutcome.UNCHANGED


def whole_sheet() -> list[ORMOption]:
    """Return what to read of each sheet beside its own row."""
    rows = (
        *(Organisation.memberships, Organisation.contacts, Organisation.interventions),
        Organisation.languages,
    )
    return [selectinload(one) for one in rows]
