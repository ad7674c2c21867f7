"""Undoing an import: where a sheet still holds what the import wrote, it holds it no longer.

What was changed since then is left as it is, and its lines say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import Column, Table, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.models import Revision, Status
from portal.content.revisions import Snapshot
from portal.directory.changes import Changes, apply_changes, diff, list_conflicts, turn_back
from portal.directory.exchange.claims import say_alive
from portal.directory.exchange.models import DirectoryImport, ImportLine
from portal.directory.exchange.planning import whole_sheet
from portal.directory.exchange.recording import record_changes
from portal.directory.models import NETWORK_KINDS, Organisation
from portal.directory.policy import may_change
from portal.directory.problems import find_problems
from portal.directory.signals import organisations_changed
from portal.directory.values import RECORD_KIND, SheetValues, values_of
from portal.directory.writing import write_sheet
from portal.extensions import Model, analyse, db
from portal.search.outbox import mark_changed
from portal.vocabulary.places import load_places

_OWN = {
    *("membership", "contact", "intervention", "former_organisation_slug", "import_line"),
    "organisation_language",
}


AT_ONCE = 40

Lines = Sequence[ImportLine]
SheetNumbers = tuple[int | None, list[int]]


def undo_table(import_: DirectoryImport) -> None:
    """Take back what the lines wrote, the last first, some sheets in one transaction."""
    undoer = Undoer(import_)
    for sheets in _list_written(import_.id):
        for start in range(0, len(sheets), AT_ONCE):
            undoer.undo(dict(sheets[start : start + AT_ONCE]))
    analyse()


class Undoer:
    """Takes back what one import wrote in some sheets."""

    def __init__(self, import_: DirectoryImport) -> None:
        self.import_id = import_.id
        self._author_id = import_.sent_by_id
        self._status = Status.PUBLISHED if import_.publishes else Status.DRAFT
        self._places = load_places()

    def undo(self, numbers: Mapping[int | None, Sequence[int]]) -> None:
        """Take back these lines of these sheets; or sheet by sheet when one spoils it."""
        try:
            self._undo(numbers)
        except (IntegrityError, StaleDataError):
            db.session.rollback()
            if len(numbers) > 1:
                for id_, some in numbers.items():
                    self.undo({id_: some})
            else:
                _leave(self._load_lines(numbers))
                db.session.commit()
        db.session.expunge_all()

    def _undo(self, numbers: Mapping[int | None, Sequence[int]]) -> None:
        lines = {line.number: line for line in self._load_lines(numbers)}
        sheets = _load_organisations([id_ for id_ in numbers if id_ is not None])
        in_use = _list_referred_to(sheets)
        changed, gone = [], []
        with db.session.no_autoflush:
            for id_, some in numbers.items():
                organisation = sheets.get(id_ or 0)
                mine = [lines[number] for number in some]
                if organisation is None:
                    _leave(mine)
                elif self._is_as_made(organisation, mine, is_in_use=id_ in in_use):
                    gone.append(organisation)
                    _forget(mine)
                elif self._turn_back(organisation, mine):
                    changed.append(organisation)
        record_changes(changed, author=self._author, action=Action.IMPORT)
        _delete(gone)
        say_alive(self.import_id)
        db.session.commit()

    @property
    def _author(self) -> User | None:
        return db.session.get(User, self._author_id) if self._author_id else None

    def _load_lines(self, numbers: Mapping[int | None, Sequence[int]]) -> Lines:
        wanted = [number for some in numbers.values() for number in some]
        query = select(ImportLine).where(
            ImportLine.import_id == self.import_id, ImportLine.number.in_(wanted)
        )
        return list(db.session.scalars(query))

    def _is_as_made(self, organisation: Organisation, lines: Lines, *, is_in_use: bool) -> bool:
        """Tell whether the lines made a sheet, and nobody did anything with it since."""
        if not lines[-1].is_new or is_in_use:
            return False
        made: Snapshot = {}
        for line in reversed(lines):
            made = apply_changes(made, line.changes)
        return (
            not diff(values_of(organisation).snapshot(), made)
            and organisation.status is self._status
            and organisation.checked_on is None
            and organisation.logo_id is None
        )

    def _turn_back(self, organisation: Organisation, lines: Lines) -> bool:
        """Take back what a sheet still holds; tell whether that changed it."""
        present = values_of(organisation)
        before = after = present.snapshot()
        left = [line for line in lines if line.is_new]
        for line in (line for line in lines if not line.is_new):
            back = turn_back(line.changes)
            conflicts = list_conflicts(after, back)
            after = apply_changes(after, {path: back[path] for path in back.keys() - conflicts})
            left += [line] if conflicts else []
        changes = diff(before, after)
        values = SheetValues.from_snapshot(after)
        is_wrong = bool(find_problems(values, since=present))
        if changes and (is_wrong or not self._may(organisation, changes)):
            _leave(lines)
            return False
        _leave(left)
        _forget(line for line in lines if line not in left)
        if changes:
            write_sheet(organisation, values, self._places)
        return bool(changes)

    def _may(self, organisation: Organisation, changes: Changes) -> bool:
        author = self._author
        return author is None or may_change(author, organisation, changes)


def _list_written(import_id: int) -> tuple[list[SheetNumbers], list[SheetNumbers]]:
    """Return the lines that wrote something by sheet, the last first; then those of networks.

    A network can only go once nobody belongs to it.
    """
    query = (
        select(ImportLine.organisation_id, ImportLine.number)
        .where(ImportLine.import_id == import_id, ImportLine.is_written.is_(True))
        .order_by(ImportLine.number.desc())
    )
    sheets = defaultdict(list)
    for organisation_id, number in db.session.execute(query):
        sheets[organisation_id].append(number)
    kinds = select(Organisation.id).where(Organisation.kind.in_(NETWORK_KINDS))
    networks = set(db.session.scalars(kinds))
    others = [sheet for sheet in sheets.items() if sheet[0] not in networks]
    return others, [sheet for sheet in sheets.items() if sheet[0] in networks]


def _load_organisations(ids: Sequence[int]) -> dict[int, Organisation]:
    query = select(Organisation).where(Organisation.id.in_(ids)).options(*whole_sheet())
    return {organisation.id: organisation for organisation in db.session.scalars(query)}


def _list_referred_to(ids: Iterable[int]) -> set[int]:
    """Return those that a row of another feature, or another sheet, names."""
    wanted = list(ids)
    found: set[int] = set()
    for table in Model.metadata.tables.values():
        for column in _columns_naming(table):
            found |= set(db.session.scalars(select(column).where(column.in_(wanted)).distinct()))
    return found


def _columns_naming(table: Table) -> Iterator[Column[int]]:
    """Yield the columns that name an organisation from outside its sheet."""
    for key in table.foreign_keys:
        is_own = table.name in _OWN and key.parent.name == "organisation_id"
        if key.column is Organisation.__table__.c.id and not is_own:
            yield key.parent


def _delete(organisations: Sequence[Organisation]) -> None:
    """Delete sheets and their history: another one may be given its number."""
    ids = [organisation.id for organisation in organisations]
    if not ids:
        return
    history = delete(Revision).where(
        Revision.record_kind == RECORD_KIND, Revision.record_id.in_(ids)
    )
    db.session.execute(history)
    organisations_changed.send(organisation_ids=ids)
    for organisation in organisations:
        mark_changed(RECORD_KIND, organisation.id)
        db.session.delete(organisation)
    db.session.flush()


def _forget(lines: Iterable[ImportLine]) -> None:
    for line in lines:
        line.is_written = False
        line.problems = {}


def _leave(lines: Iterable[ImportLine]) -> None:
    for line in lines:
        line.problems = {"": _("Left as it is: it was changed since.")}
