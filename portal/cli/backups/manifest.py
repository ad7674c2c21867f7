"""What a backup holds: each file with its size and its sha256. Without it there is no backup."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from portal.cli.backups.errors import BackupError

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Copied:
    """A file of a backup; its name is relative to the folder where it lies."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. `files` are shared by all backups of a folder and lie under their sha256.

    `revision` is that of the migrations; `database` is None where the database is not
    SQLite; `lost` are addresses that rows name and the site itself no longer had.
    """

    made_at: str
    version: str
    revision: str
    database: Copied | None
    settings: Copied
    uploads: list[Copied]
    files: list[Copied]
    lost: list[str]

    def write(self, folder: Path) -> None:
        """Write it into the folder of its backup."""
        (folder / NAME).write_text(json.dumps({"format": FORMAT, **asdict(self)}), "utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup, or raise BackupError."""
    try:
        content: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
        if content.pop("format") != FORMAT:
            raise BackupError(f"{folder} was made by a newer version: install that version first.")
        database = content.pop("database")
        return Manifest(
            database=Copied(**database) if database else None,
            settings=Copied(**content.pop("settings")),
            uploads=[Copied(**one) for one in content.pop("uploads")],
            files=[Copied(**one) for one in content.pop("files")],
            **content,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"The manifest of {folder} cannot be read: {error}.") from error
