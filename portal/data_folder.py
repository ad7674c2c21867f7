"""The data folder: made, and readable by the user of the site alone."""

import os
from contextlib import suppress
from pathlib import Path

from portal.config import SettingsError

FOLDER_MODE, FILE_MODE = 0o700, 0o600
ID_NAME = "installation-id"
_OTHERS = 0o077


def restrict_umask() -> None:
    """Make what this process and its children create readable by their user alone."""
    os.umask(_OTHERS)


def make_data_folder(folder: Path) -> None:
    """Create the folder if it is missing, or raise SettingsError if it cannot be used."""
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"DATA_DIR is {folder}, which cannot be made ({error.strerror}): name another "
            "folder, or make it and give it to the user of the site"
        ) from None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise SettingsError(
            f"DATA_DIR is {folder}, which this user cannot write: name another folder, or give "
            "it to the user of the site"
        )


def tighten(folder: Path) -> None:
    """Take the rights of other users away from all that is in the folder.

    What belongs to another user, such as lost+found of a disk, is left as it is.
    """
    for path, folders, files in os.walk(folder):
        _set_mode(Path(path), FOLDER_MODE)
        for name in (*files, *folders):
            if not (entry := Path(path, name)).is_symlink() and entry.is_file():
                _set_mode(entry, FILE_MODE)


def _set_mode(path: Path, mode: int) -> None:
    with suppress(PermissionError, FileNotFoundError):
        if path.stat().st_mode & 0o777 != mode:
            path.chmod(mode)


def read_folder_id(folder: Path) -> str:
    """Return the id of the folder, or nothing when it has none yet."""
    try:
        return (folder / ID_NAME).read_text("ascii").strip()
    except FileNotFoundError:
        return ""
