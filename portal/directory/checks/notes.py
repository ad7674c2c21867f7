"""What a viewer is told of the check of a sheet, or of one work on it."""

from sqlalchemy import select

from portal.auth.models import User
from portal.directory.checks.ages import CheckNote, describe_check
from portal.directory.checks.models import DirectoryRules
from portal.directory.models import Intervention, Organisation
from portal.directory.queries import is_named_to
from portal.extensions import db


def note_sheet(
    organisation: Organisation, *, viewer: User | None, rules: DirectoryRules
) -> CheckNote:
    """Return when and by whom a sheet was checked, as this viewer may know it."""
    return _note(organisation, organisation, viewer, rules)


def note_work(work: Intervention, *, viewer: User | None, rules: DirectoryRules) -> CheckNote:
    """Return when and by whom a work was checked, as this viewer may know it."""
    return _note(work, work.organisation, viewer, rules)


def _note(
    checked: Organisation | Intervention,
    sheet: Organisation,
    viewer: User | None,
    rules: DirectoryRules,
) -> CheckNote:
    return describe_check(
        checked.checked_on,
        checker_name=_name_for(viewer, checked.checker),
        rules=rules,
        is_own=checked.checker_id == sheet.id,
    )


def _name_for(viewer: User | None, checker: Organisation | None) -> str | None:
    """Return the name of who checked, empty where this viewer may not know of it."""
    if checker is None:
        return None
    named = select(Organisation.id).where(Organisation.id == checker.id, is_named_to(viewer))
    return checker.short_name if db.session.scalar(named) else ""
