"""What a viewer is told of the check of a sheet, or of one work on it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from portal.auth.models import User
from portal.directory.checks.ages import CheckNote, describe_check
from portal.directory.checks.models import DirectoryRules
from portal.directory.models import Intervention, Organisation
from portal.directory.queries import is_named_to
from portal.extensions import db

Checked = Organisation | Intervention
Names = Mapping[int, str]


def list_checker_names(checked: Iterable[Checked], *, viewer: User | None) -> Names:
    """Return the names of those who checked these, by id, where this viewer may know of them."""
    ids = {one.checker_id for one in checked if one.checker_id is not None}
    if not ids:
        return {}
    query = select(Organisation).where(Organisation.id.in_(ids), is_named_to(viewer))
    return {checker.id: checker.short_name for checker in db.session.scalars(query)}


def note_sheet(
    organisation: Organisation,
    *,
    viewer: User | None,
    rules: DirectoryRules,
    names: Names | None = None,
) -> CheckNote:
    """Return when and by whom a sheet was checked, as this viewer may know it.

    A list asks for the `names` of all its checkers at once.
    """
    return _note(organisation, organisation.id, viewer, rules, names)


def note_work(
    work: Intervention, *, viewer: User | None, rules: DirectoryRules, names: Names | None = None
) -> CheckNote:
    """Return when and by whom a work was checked, as `note_sheet` does."""
    return _note(work, work.organisation_id, viewer, rules, names)


def _note(
    checked: Checked,
    organisation_id: int,
    viewer: User | None,
    rules: DirectoryRules,
    names: Names | None,
) -> CheckNote:
    is_own = checked.checker_id == organisation_id
    if names is None:
        names = {} if is_own else list_checker_names([checked], viewer=viewer)
    by_site = checked.checker_id is None
    return describe_check(
        checked.checked_on,
        checker_name=None if by_site else names.get(checked.checker_id or 0, ""),
        rules=rules,
        is_own=is_own,
    )
