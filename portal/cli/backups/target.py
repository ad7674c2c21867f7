"""The data folder that a backup is loaded into: empty, emptied aside, or left unfinished.

While `restore-unfinished` is there, what else is there came from a restore that did not
end; the site does not start, and the next restore begins anew.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from portal.cli.backups import snapshot
from portal.cli.backups.errors import BackupError
from portal.cli.running import UNFINISHED
from portal.config import Settings
from portal.extensions import now
from portal.media.storage import sync_folder

_ASIDE = "before-restore"
_UNFINISHED = "A restore did not end: run portal restore again."


class Target:
    """The data folder of the site that is to be."""

    def __init__(self, settings: Settings) -> None:
        """Look at the folder that the settings name."""
        self.data_dir = settings.data_dir
        self.database = snapshot.find_database(settings)
        self.files = settings.files_dir
        self.uploads = settings.uploads_dir
        self.mark = self.data_dir / UNFINISHED

    def refuse_site(self) -> None:
        """Raise BackupError when there is a site, which would have to be put aside."""
        if self._occupants() and not self.mark.exists():
            raise BackupError(
                f"There is a site in {self.data_dir} already. Choose an empty DATA_DIR, or "
                "add --replace to put the old site aside."
            )

    def prepare(self) -> Path | None:
        """Make it empty and mark it; return where the old site went."""
        aside = None
        if self.mark.exists():
            aside = self._noted_aside()
            self._clear()
        elif self._occupants():
            aside = self._put_aside()
        self.mark.write_text(f"{_UNFINISHED}\n{aside.name if aside else ''}\n", "utf-8")
        sync_folder(self.data_dir)
        return aside

    def finish(self) -> None:
        """Let the site start."""
        self.mark.unlink()
        sync_folder(self.data_dir)

    def _occupants(self) -> list[Path]:
        """Return what a site has here; the database last, as long as it is there it is a site."""
        found = [
            path for path in (self.uploads, self.files) if path.is_dir() and any(path.iterdir())
        ]
        if self.database:
            beside = [Path(f"{self.database}{ending}") for ending in ("-wal", "-shm", "")]
            found += [path for path in beside if path.exists()]
        return found

    def _clear(self) -> None:
        for path in self._occupants():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _put_aside(self) -> Path:
        """Move the old site into a folder of its own, going on where a killed restore stopped."""
        aside = self._next_aside()
        aside.mkdir(mode=0o700, exist_ok=True)
        if self.database and self.database.exists():
            with closing(sqlite3.connect(self.database)) as old:
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for path in self._occupants():
            shutil.move(path, aside / path.name)
        sync_folder(aside)
        sync_folder(self.data_dir)
        return aside

    def _noted_aside(self) -> Path | None:
        """Return where the restore that did not end had put the old site."""
        name = self.mark.read_text("utf-8").removeprefix(_UNFINISHED).strip()
        return self.data_dir / name if name.startswith(_ASIDE) else None

    def _next_aside(self) -> Path:
        """Return a new folder, or the one that a killed restore had begun to fill."""
        former = sorted(self.data_dir.glob(f"{_ASIDE}-*"))
        if former and self.database and not (former[-1] / self.database.name).exists():
            return former[-1]
        return self.data_dir / f"{_ASIDE}-{now():%Y-%m-%dT%H-%M-%SZ}"
