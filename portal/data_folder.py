"""The data folder: made, and readable by the user of the site alone."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from portal.config import SettingsError

FOLDER_MODE, FILE_MODE = 0o700, 0o600
ID_NAME = "installation-id"
_OTHERS = 0o077

# What a site keeps in its folder: a DATA_DIR that was named by mistake stays as it is.
_ENTRIES = (
    ID_NAME, "portal.sqlite*", "queue.sqlite*", "*.lock", "restore-unfinished", "before-restore-*",
    "assets", "files", "index", "previews", "uploads",
)  # fmt: skip


def restrict_umask() -> None:
    """Make what this process and its children create readable by their user alone."""
    os.umask(_OTHERS)


def make_data_folder(folder: Path) -> None:
    """Create the folder if it is missing, or raise SettingsError if it cannot be used.

    A folder of an older version that other users could read is tightened.
    """
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
    if folder.stat().st_mode & _OTHERS and (folder / "portal.sqlite").exists():
        tighten(folder)


def tighten(folder: Path) -> None:
    """Take the rights of other users away from the folder and all that the site has in it."""
    for pattern in _ENTRIES:
        for entry in folder.glob(pattern):
            _tighten_entry(entry)
    _set_mode(folder, FOLDER_MODE)


def _tighten_entry(entry: Path) -> None:
    if not entry.is_dir():
        _set_mode(entry, FILE_MODE)
    for path, _folders, files in os.walk(entry):
        _set_mode(Path(path), FOLDER_MODE)
        for name in files:
            _set_mode(Path(path, name), FILE_MODE)


def _set_mode(path: Path, mode: int) -> None:
    """Set a mode; a link, a folder shared by all and what other users own stay as they are."""
    with suppress(PermissionError, FileNotFoundError):
        found = path.lstat().st_mode
        is_ours = not stat.S_ISLNK(found) and not found & stat.S_ISVTX
        if is_ours and stat.S_IMODE(found) != mode:
            path.chmod(mode)


def read_folder_id(folder: Path) -> str:
    """Return the id of the folder, or nothing when it has none yet."""
    try:
        return (folder / ID_NAME).read_text("ascii").strip()
    except FileNotFoundError:
        return ""
