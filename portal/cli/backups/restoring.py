"""Loads a backup into a data folder: everything, or a folder that says it is unfinished."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import delete

from portal.auth.models import LoginSession
from portal.cli.backups.bytes import copy_stream
from portal.cli.backups.checking import check_backup
from portal.cli.backups.errors import BackupError
from portal.cli.backups.folder import BackupFolder
from portal.cli.backups.manifest import Copied, Manifest
from portal.cli.backups.taken_back import Since, take_back_again
from portal.cli.backups.target import Target
from portal.cli.running import stop_site
from portal.cli.setup import set_up
from portal.config import Settings
from portal.extensions import db
from portal.media import storage
from portal.search.indexer import rebuild_index

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was loaded, where the old site went, and what that one knew of later."""

    manifest: Manifest
    aside: Path | None
    since: Since | None


def load_backup(settings: Settings, root: BackupFolder, name: str, *, replace: bool) -> Restored:
    """Load a backup, the newest unless named, and take back what the old site had taken back.

    Raises BackupError, with nothing touched unless the message says otherwise.
    """
    folder, manifest = root.read(name)
    target = Target(settings)
    _refuse_newer(manifest)
    if manifest.database and not target.database:
        raise BackupError("This backup has an SQLite database, and DATABASE_URL names another.")
    with stop_site(settings):
        if not replace:
            target.refuse_site()
        _refuse_damaged(root, folder, manifest)
        aside = target.prepare()
        try:
            _load(root, folder, manifest, target)
            since = _settle(target, aside, manifest)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            raise BackupError(
                f"There is no room in {settings.data_dir}: free some and run the restore again."
            ) from error
        target.finish()
    return Restored(manifest, aside, since)


def _load(root: BackupFolder, folder: Path, manifest: Manifest, target: Target) -> None:
    for file in manifest.files:
        _copy(root.path_of(file.sha256), storage.path_of(file.sha256), file)
    for upload in manifest.uploads:
        _copy(folder / "uploads" / upload.name, target.uploads / upload.name, upload)
    if manifest.database and target.database:
        _copy(folder / manifest.database.name, target.database, manifest.database)
    os.sync()


def _settle(target: Target, aside: Path | None, manifest: Manifest) -> Since | None:
    """Make a site of what was copied: up to date, without sessions, and with its index."""
    set_up(adopt=True)
    db.session.execute(delete(LoginSession))
    db.session.commit()
    since = None
    if aside and target.database:
        since = take_back_again(aside / target.database.name, made_at=manifest.made_at)
    rebuild_index()
    return since


def _copy(source: Path, target: Path, wanted: Copied) -> None:
    with source.open("rb") as file:
        copied = copy_stream(file, target)
    if copied.sha256 != wanted.sha256:
        raise BackupError(f"{source} changed while it was read: try again.")


def _refuse_damaged(root: BackupFolder, folder: Path, manifest: Manifest) -> None:
    problems = list(check_backup(root, folder, manifest))
    if problems:
        listed = "\n".join(problems[:20])
        raise BackupError(
            f"{len(problems)} files of this backup are missing or damaged; nothing was loaded. "
            f"Choose an older one with --from.\n{listed}"
        )


def _refuse_newer(manifest: Manifest) -> None:
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    known = {script.revision for script in scripts.walk_revisions()}
    if manifest.revision not in known:
        raise BackupError(
            f"This backup was made by version {manifest.version}, which is newer than this one: "
            "install that version first."
        )
