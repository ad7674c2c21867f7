"""Makes a backup while the site runs, so that all that its database names is in it.

Bytes are stored before the row that names them is committed, and discarded after the row is
gone; the bin keeps what is discarded. So with the bin held, every address in a copy of the
database can be found until the bin is let go. Uploads under way only grow, and are taken
before and after the database: after it where they still are, before it where they have
arrived meanwhile.
"""

import errno
import shutil
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine, select

from portal.cli.backups import snapshot
from portal.cli.backups.bytes import copy_stream, describe
from portal.cli.backups.errors import BackupError
from portal.cli.backups.folder import BackupFolder
from portal.cli.backups.kept_settings import list_settings, write_settings
from portal.cli.backups.manifest import Copied, Manifest
from portal.config import Settings
from portal.errors import NotFoundError
from portal.extensions import db, now
from portal.media import storage
from portal.media.addresses import iterate_named
from portal.media.inventory import find_size, iterate_addresses
from portal.uploads.models import Upload, UploadState

SETTINGS_NAME = "settings.env"
_PRODUCT = "musoya-portal"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SPARE_BYTES = 10_000_000
_UNDER_WAY = (UploadState.ARRIVING, UploadState.COMPLETE)


@dataclass(frozen=True, slots=True)
class Made:
    """What one run made: the backup, its manifest, and how much of it was new."""

    name: str
    manifest: Manifest
    new_files: int
    new_bytes: int


def make_backup(settings: Settings, folder: BackupFolder) -> Made:
    """Make a whole backup, or raise BackupError and leave the former ones as they were."""
    snapshot.refuse_missing(snapshot.find_database(settings))
    try:
        with folder.open_for(settings.data_dir), storage.hold_bin():
            return _Making(settings, folder).run()
    except OSError as error:
        if error.errno in _FULL:
            raise BackupError(_no_room(folder)) from error
        raise BackupError(f"The backup could not be written: {error}.") from error


class _Making:
    """One backup in the making."""

    def __init__(self, settings: Settings, folder: BackupFolder) -> None:
        self.settings = settings
        self.folder = folder
        self.known = folder.known()
        self.new: list[Copied] = []
        self.lost: list[str] = []

    def run(self) -> Made:
        """Copy everything, then give the backup its date."""
        made_at = now().isoformat(timespec="seconds")
        database, revision, uploads, files = self._copy_all()
        manifest = Manifest(
            made_at=made_at,
            version=version(_PRODUCT),
            revision=revision,
            database=database,
            settings=self._copy_settings(),
            uploads=uploads,
            files=files,
            lost=self.lost,
        )
        manifest.write(self.folder.unfinished)
        name = self.folder.finish()
        return Made(name, manifest, len(self.new), sum(file.size for file in self.new))

    def _copy_all(self) -> tuple[Copied | None, str, list[Copied], list[Copied]]:
        source = snapshot.find_database(self.settings)
        self._copy_uploads()
        if source is None:
            revision = snapshot.read_revision(db.engine)
            return (
                None,
                revision,
                self._finish_uploads(db.engine),
                self._copy_files(set(iterate_addresses())),
            )
        copy = self.folder.unfinished / snapshot.NAME
        snapshot.copy_database(source, copy)
        with snapshot.open_copy(copy) as engine:
            revision = snapshot.read_revision(engine)
            uploads = self._finish_uploads(engine)
            files = self._copy_files({named.sha256 for named in iterate_named(engine)})
        snapshot.close_copy(copy)
        return describe(copy), revision, uploads, files

    def _copy_settings(self) -> Copied:
        path = self.folder.unfinished / SETTINGS_NAME
        path.write_text(write_settings(list_settings()), "utf-8")
        return describe(path)

    def _copy_files(self, wanted: set[str]) -> list[Copied]:
        """Copy the files that no earlier backup has, and return all that are wanted."""
        new = sorted(sha256 for sha256 in wanted if not self._has(sha256))
        needed = sum(find_size(sha256) or 0 for sha256 in new)
        if needed + _SPARE_BYTES > shutil.disk_usage(self.folder.root).free:
            raise BackupError(_no_room(self.folder, needed))
        for sha256 in new:
            self._copy_file(sha256)
        sizes = self.known | {file.sha256: file.size for file in self.new}
        return [
            Copied(sha256, sha256, sizes[sha256]) for sha256 in sorted(wanted) if sha256 in sizes
        ]

    def _copy_file(self, sha256: str) -> None:
        """Copy one file, and notice on the way when it is no longer what was stored."""
        target = self.folder.path_of(sha256)
        try:
            with storage.open_bytes(sha256) as source:
                copied = copy_stream(source, target)
        except NotFoundError:
            self.lost.append(sha256)
            return
        if copied.sha256 == sha256:
            self.new.append(copied)
        else:
            target.unlink()
            self.lost.append(sha256)

    def _has(self, sha256: str) -> bool:
        size = self.known.get(sha256)
        if size is not None and _size_of(self.folder.path_of(sha256)) == size:
            return True
        self.known.pop(sha256, None)
        return False

    def _copy_uploads(self) -> None:
        for path in self.settings.uploads_dir.glob("[0-9]*"):
            if path.name.isdigit():
                self._copy_upload(path)

    def _finish_uploads(self, engine: Engine) -> list[Copied]:
        """Copy again what grew, and keep what the copied database knows."""
        with engine.connect() as connection:
            query = select(Upload.id).where(Upload.state.in_(_UNDER_WAY))
            names = {str(upload_id) for upload_id in connection.scalars(query)}
        for name in names:
            path = self.settings.uploads_dir / name
            if _size_of(path) != _size_of(self._upload(name)):
                self._copy_upload(path)
        for path in self._upload("").glob("*"):
            if path.name not in names:
                path.unlink()
        return [describe(path) for path in sorted(self._upload("").glob("*"))]

    def _copy_upload(self, path: Path) -> None:
        with suppress(FileNotFoundError), path.open("rb") as source:
            copy_stream(source, self._upload(path.name))

    def _upload(self, name: str) -> Path:
        return self.folder.unfinished / "uploads" / name


def _size_of(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return -1


def _no_room(folder: BackupFolder, needed: int = 0) -> str:
    much = f" for {needed / 1_000_000:.0f} MB" if needed else ""
    return (
        f"There is no room in {folder.root}{much}: free some, or choose another disk. "
        "The former backups are as they were."
    )
