"""What lies in the store, and whether it is still what was stored."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from portal.config import Settings
from portal.errors import NotFoundError
from portal.media import storage

_SHELF = re.compile(r"[0-9a-f]{2}\Z")
_ADDRESS = re.compile(r"[0-9a-f]{64}\Z")
_OWN_NAMES = {"bin", "incoming"}


@dataclass(frozen=True, slots=True)
class Found:
    """Something in the store: its path below it, and its address when it is one of ours."""

    path: Path
    sha256: str = ""

    @property
    def age(self) -> float:
        """How many seconds ago it came here; 0 when it is gone meanwhile."""
        with suppress(FileNotFoundError):
            return time.time() - self.path.stat().st_ctime
        return 0


def iterate_store() -> Iterator[Found]:
    """Yield everything in the store, in the order of addresses, a folder at a time."""
    for shelf in _entries(_root()):
        if shelf.name in _OWN_NAMES:
            continue
        if not _is_shelf(shelf):
            yield Found(shelf)
            continue
        for board in _entries(shelf):
            yield from _iterate_board(board) if _is_shelf(board) else [Found(board)]


def iterate_addresses() -> Iterator[str]:
    """Yield every address in the store, and those in the bin."""
    yield from (found.sha256 for found in iterate_store() if found.sha256)
    yield from (path.name for path in _entries(_root() / "bin") if _ADDRESS.match(path.name))


def is_intact(sha256: str) -> bool | None:
    """Tell whether the bytes at this address are still those; None when there are none."""
    try:
        with storage.open_intact(sha256):
            return True
    except storage.DamagedBytesError:
        return False
    except NotFoundError:
        return None


def find_size(sha256: str) -> int | None:
    """Return how many bytes lie at this address, or None when there are none."""
    try:
        with storage.open_bytes(sha256) as file:
            return file.seek(0, 2)
    except NotFoundError:
        return None


def _iterate_board(board: Path) -> Iterator[Found]:
    for path in _entries(board):
        is_ours = _ADDRESS.match(path.name) and path == storage.path_of(path.name)
        yield Found(path, path.name if is_ours else "")


def _entries(folder: Path) -> list[Path]:
    with suppress(FileNotFoundError):
        return sorted(folder.iterdir())
    return []


def _is_shelf(path: Path) -> bool:
    return bool(_SHELF.match(path.name)) and path.is_dir()


def _root() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.files_dir
