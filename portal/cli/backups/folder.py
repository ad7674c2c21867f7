"""The folder of the backups of one site.

`BACKUPS` says whose they are. Each backup is a dated folder with the database, the settings,
the uploads under way and its manifest; `files/` is shared by all, because stored bytes never
change. A backup is made in `unfinished/` and gets its date when it is whole.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.cli.backups.errors import BackupError
from portal.cli.backups.manifest import NAME, Manifest, read_manifest
from portal.extensions import now
from portal.media.storage import sync_folder

_MARK = "BACKUPS"
_TEXT = """Backups of Musoya Portal, of the site whose data are in:
{data_dir}
Load the newest with: portal restore {folder}
"""


class BackupFolder:
    """Where the backups of one site lie."""

    def __init__(self, root: Path) -> None:
        """Look at a folder, whether it exists or not."""
        self.root = root
        self.files = root / "files"
        self.unfinished = root / "unfinished"

    @contextmanager
    def open_for(self, data_dir: Path) -> Iterator[None]:
        """Take the folder for a new backup of a site, or raise BackupError."""
        self._refuse_unless_ours(data_dir)
        self.files.mkdir(parents=True, exist_ok=True)
        with (self.root / _MARK).open("a+") as mark:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BackupError(f"Another backup into {self.root} is running.") from None
            if not mark.tell():
                mark.write(_TEXT.format(data_dir=data_dir, folder=self.root))
                mark.flush()
            shutil.rmtree(self.unfinished, ignore_errors=True)
            self.unfinished.mkdir()
            try:
                yield
            finally:
                shutil.rmtree(self.unfinished, ignore_errors=True)

    def names(self) -> list[str]:
        """Return the names of the whole backups, oldest first."""
        return sorted(path.parent.name for path in self.root.glob(f"2*/{NAME}"))

    def read(self, name: str = "") -> tuple[Path, Manifest]:
        """Return a whole backup, the newest unless named, or raise BackupError."""
        names = self.names()
        if not names:
            raise BackupError(f"There is no whole backup in {self.root}.")
        if name and name not in names:
            raise BackupError(f"There is no backup {name}. There are: {', '.join(names)}.")
        folder = self.root / (name or names[-1])
        return folder, read_manifest(folder)

    def finish(self) -> str:
        """Give a backup its date, once everything is sure to be on the disk; return its name."""
        name = self._next_name()
        os.sync()
        self.unfinished.rename(self.root / name)
        sync_folder(self.root)
        return name

    def path_of(self, sha256: str) -> Path:
        """Return where the bytes with this address lie."""
        return self.files / sha256[:2] / sha256[2:4] / sha256

    def keep_newest(self, count: int) -> int:
        """Delete older backups, and the files that no other names; return how many backups."""
        names = self.names()
        outdated = names[: max(0, len(names) - count)]
        for name in outdated:
            (self.root / name / NAME).unlink()
            shutil.rmtree(self.root / name)
        if outdated:
            self._forget_files()
        return len(outdated)

    def known(self) -> dict[str, int]:
        """Return the address and the size of each file that a whole backup names."""
        return {
            file.sha256: file.size
            for name in self.names()
            for file in read_manifest(self.root / name).files
        }

    def _next_name(self) -> str:
        """Return the moment, or what sorts after the last name where a clock went back."""
        stamp, names = f"{now():%Y-%m-%dT%H-%M-%SZ}", self.names()
        if not names or stamp > names[-1]:
            return stamp
        moment, _, number = names[-1].partition("Z")
        return f"{moment}Z{int(number or 1) + 1:03}"

    def _forget_files(self) -> None:
        known = self.known()
        for path in self.files.glob("*/*/*"):
            if path.name not in known:
                path.unlink()

    def _refuse_unless_ours(self, data_dir: Path) -> None:
        root, data_dir = self.root.resolve(), data_dir.resolve()
        if root == data_dir or data_dir in root.parents:
            raise BackupError(
                f"{root} is inside the data folder: choose a folder elsewhere, best on another "
                "disk."
            )
        if not root.exists() or not any(root.iterdir()):
            return
        mark = root / _MARK
        if not mark.is_file():
            raise BackupError(f"{root} holds other things: choose an empty folder, or a new one.")
        if str(data_dir) not in mark.read_text("utf-8").splitlines():
            raise BackupError(
                f"{root} holds the backups of another site: choose another folder, or read "
                f"{mark} and correct it."
            )
