"""Loading tables at once, on behalf of nobody, for the command line."""

from pathlib import Path

from flask_babel import get_locale

from portal.directory.exchange.jobs import work_on
from portal.directory.exchange.models import DirectoryImport, ImportState
from portal.errors import InvalidError
from portal.extensions import db


def load_table(
    path: Path, *, is_demonstration: bool = False, dry_run: bool = False
) -> DirectoryImport:
    """Check a table of the directory and, unless it is a dry run, apply it; return the import.

    Organisations that it creates are published. Raises InvalidError when it is no table
    that we know; lines that are wrong are refused one by one.
    """
    import_ = DirectoryImport(
        name=path.name,
        language=str(get_locale() or "en"),
        content=path.read_bytes(),
        publishes=True,
        is_demonstration=is_demonstration,
    )
    db.session.add(import_)
    db.session.commit()
    checked = _take_step(import_.id)
    return checked if dry_run else take_step(checked.id, ImportState.APPLYING)


def take_step(import_id: int, state: ImportState) -> DirectoryImport:
    """Apply an import that was checked, or undo one that is done, and return it."""
    import_ = db.session.get_one(DirectoryImport, import_id)
    import_.state = state
    db.session.commit()
    return _take_step(import_id)


def _take_step(import_id: int) -> DirectoryImport:
    work_on(import_id)
    import_ = db.session.get_one(DirectoryImport, import_id)
    if import_.state in {ImportState.FAILED, ImportState.ASKING}:
        raise InvalidError({"file": import_.problem})
    return import_
