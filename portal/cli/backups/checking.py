"""Reads a backup and says whether every byte is there and the same."""

from collections.abc import Iterator
from pathlib import Path

from portal.cli.backups.bytes import describe
from portal.cli.backups.folder import BackupFolder
from portal.cli.backups.manifest import Copied, Manifest


def check_backup(root: BackupFolder, folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield a sentence for each file of the backup that is missing or damaged."""
    own = [file for file in (manifest.database, manifest.settings) if file]
    for file in own:
        yield from _check(folder / file.name, file)
    for upload in manifest.uploads:
        yield from _check(folder / "uploads" / upload.name, upload)
    for file in manifest.files:
        yield from _check(root.path_of(file.sha256), file)


def _check(path: Path, wanted: Copied) -> Iterator[str]:
    try:
        found = describe(path)
    except OSError as error:
        yield f"{path} cannot be read: {error.strerror}."
        return
    if (found.sha256, found.size) != (wanted.sha256, wanted.size):
        yield f"{path} is damaged."
