"""The bytes of uploads under way, and the turn to write them.

`<id>` holds the bytes: its size is how many are here, and nothing else says so. `<id>.turn`
holds the mark of whoever writes. A newer connection puts its own mark there, and the older
one, which may wait on a dead line in another process, stops at its next block. All of this
happens under a lock of the system, which no killed process keeps.
"""

import errno
import fcntl
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from flask import current_app

from portal.config import Settings
from portal.media.storage import sync_folder
from portal.uploads.errors import NoRoomError, TakenOverError, WrongOffsetError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_MARK_BYTES = 16
_OURS = re.compile(r"([0-9]+)(\.turn)?\Z")


class BusyError(Exception):
    """Somebody holds the upload at this moment."""


class Turn:
    """The right of one connection to write an upload, until another takes it."""

    def __init__(self, upload_id: int, offset: int) -> None:
        """Take the turn; raises WrongOffsetError when other than `offset` bytes are here."""
        self.offset = offset
        self._is_new = not offset
        self._mark = secrets.token_bytes(_MARK_BYTES)
        with _locked_turn(upload_id) as turn:
            self._bytes = _open(path_of(upload_id))
            try:
                self._begin(turn)
            except BaseException:
                os.close(self._bytes)
                raise

    def write(self, block: bytes) -> None:
        """Add a block to the bytes, or raise TakenOverError or NoRoomError."""
        with self._held():
            while block:
                with _telling_of_a_full_disk():
                    written = os.pwrite(self._bytes, block, self.offset)
                self.offset += written
                block = block[written:]

    def take_back(self, offset: int) -> None:
        """Drop what was written beyond `offset`."""
        with self._held():
            os.ftruncate(self._bytes, offset)
            self.offset = offset

    def read_start(self, size: int) -> bytes:
        """Return the first bytes of the upload, at most `size`."""
        return os.pread(self._bytes, size, 0)

    def __enter__(self) -> Self:
        """Write in a `with`, so that what arrived is kept however it ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Make sure that what arrived outlives a power cut."""
        try:
            os.fsync(self._bytes)
            if self._is_new:
                sync_folder(_folder())
        finally:
            os.close(self._bytes)
            os.close(self._turn)

    def _begin(self, turn: int) -> None:
        if os.fstat(self._bytes).st_size != self.offset:
            raise WrongOffsetError
        with _telling_of_a_full_disk():
            os.pwrite(turn, self._mark, 0)
        self._turn = os.dup(turn)

    @contextmanager
    def _held(self) -> Iterator[None]:
        with _flock(self._turn):
            if os.pread(self._turn, _MARK_BYTES, 0) != self._mark:
                raise TakenOverError
            yield


@contextmanager
def held(upload_id: int, *, patiently: bool = True) -> Iterator[None]:
    """Keep everybody else from an upload for a moment; whoever was writing it stops.

    Raises BusyError, unless `patiently`, when somebody holds it already. Take it before
    the first change of a transaction, never within one.
    """
    with _locked_turn(upload_id, patiently=patiently) as turn:
        # What nobody ever wrote needs no mark, for which a full disk would have no room.
        if os.fstat(turn).st_size:
            os.pwrite(turn, secrets.token_bytes(_MARK_BYTES), 0)
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody else announce an upload for a moment."""
    handle = _open(_folder() / "announcing")
    try:
        with _flock(handle):
            yield
    finally:
        os.close(handle)


def path_of(upload_id: int) -> Path:
    """Return where the bytes of an upload are, whether there are any or not."""
    return _folder() / str(upload_id)


def size_of(upload_id: int) -> int:
    """Return how many bytes of an upload are here."""
    try:
        return path_of(upload_id).stat().st_size
    except FileNotFoundError:
        return 0


def drop_bytes(upload_id: int) -> None:
    """Delete the bytes of an upload that is held."""
    path_of(upload_id).unlink(missing_ok=True)


def forget(upload_id: int) -> None:
    """Delete all that is on disk of an upload that is held and has no row any more."""
    drop_bytes(upload_id)
    _turn_path(upload_id).unlink(missing_ok=True)


def list_ids_on_disk(*, older_than: float) -> set[int]:
    """Return the ids of uploads that left something here, untouched for some seconds."""
    limit = time.time() - older_than
    found = set()
    with os.scandir(_folder()) as entries:
        for entry in entries:
            match = _OURS.match(entry.name)
            with suppress(FileNotFoundError):
                if match and entry.stat().st_mtime < limit:
                    found.add(int(match[1]))
    return found


@contextmanager
def _locked_turn(upload_id: int, *, patiently: bool = True) -> Iterator[int]:
    """Give the turn of an upload, open and locked."""
    path = _turn_path(upload_id)
    while True:
        handle = _open(path)
        try:
            with _flock(handle, patiently=patiently):
                if _is_still(path, handle):
                    yield handle
                    return
        finally:
            os.close(handle)


@contextmanager
def _telling_of_a_full_disk() -> Iterator[None]:
    """Raise NoRoomError where the disk has none."""
    try:
        yield
    except OSError as problem:
        if problem.errno not in _FULL:
            raise
        raise NoRoomError from problem


@contextmanager
def _flock(handle: int, *, patiently: bool = True) -> Iterator[None]:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if patiently else fcntl.LOCK_NB))
    except BlockingIOError as error:
        raise BusyError from error
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _is_still(path: Path, handle: int) -> bool:
    """Tell whether an open file is the one at `path`, and not one deleted meanwhile."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _open(path: Path) -> int:
    with _telling_of_a_full_disk():
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _turn_path(upload_id: int) -> Path:
    return _folder() / f"{upload_id}.turn"


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    settings.uploads_dir.mkdir(mode=0o700, exist_ok=True)
    return settings.uploads_dir
