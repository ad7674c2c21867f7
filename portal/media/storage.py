"""Stored bytes: the only place that touches them on disk.

Bytes live under their sha256 (`ab/cd/abcd...`), written to a temporary name and renamed
when whole. What is discarded goes to a bin first and is only deleted once nobody, not
even an upload that arrived meanwhile, uses it.
"""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedRandom, BufferedReader
from pathlib import Path
from typing import IO, BinaryIO, cast

from flask import current_app
from flask_babel import gettext as _

from portal.config import Settings
from portal.errors import InvalidError, NotFoundError
from portal.web.formats import filesize

CHUNK = 1024 * 1024
BIN_SECONDS = 600
INCOMING_SECONDS = 6 * 3600
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """What was stored: its address and its size."""

    sha256: str
    size: int


class NoSpaceError(InvalidError):
    """The disk is full; nothing was kept."""


class DamagedBytesError(Exception):
    """Stored bytes are no longer what their address says: the disk changed them."""


def store(stream: IO[bytes], *, limit: int) -> StoredBytes:
    """Keep all bytes of `stream` and return their address, or keep nothing.

    Raises InvalidError when there are more than `limit` bytes, none, or no room for them.
    """
    with _incoming() as (file, temporary):
        stored = _copy(stream, file, limit=limit)
        target = path_of(stored.sha256)
        _make_folder(target.parent)
        temporary.replace(target)
        sync_folder(target.parent)
    return stored


@contextmanager
def draft() -> Iterator[IO[bytes]]:
    """Give a temporary file beside the stored ones; it is gone afterwards unless `keep` took it.

    Raises NoSpaceError when there is no room.
    """
    with _incoming() as (file, _temporary):
        yield file


def keep(file: IO[bytes]) -> StoredBytes:
    """Store what was written into a draft, and return its address."""
    file.flush()
    os.fsync(file.fileno())
    file.seek(0)
    sha256 = hashlib.file_digest(cast("BufferedRandom", file), "sha256").hexdigest()
    target = path_of(sha256)
    _make_folder(target.parent)
    Path(file.name).replace(target)
    sync_folder(target.parent)
    return StoredBytes(sha256=sha256, size=target.stat().st_size)


def adopt(path: Path) -> StoredBytes:
    """Store the bytes at `path`, which keep that name too, and return their address.

    They take no room twice, unless the disk knows no second names. Nobody may change them
    any more. Raises NoSpaceError.
    """
    with _incoming() as (_file, temporary):
        temporary.unlink()
        os.utime(path)  # an old file that has just come is no broken arrival
        try:
            temporary.hardlink_to(path)
        except OSError:
            shutil.copyfile(path, temporary)
        with temporary.open("rb") as file:
            return keep(file)


def path_of(sha256: str) -> Path:
    """Return where the bytes with this address live, whether they exist or not."""
    _check(sha256)
    return _root() / sha256[:2] / sha256[2:4] / sha256


def find_bytes(sha256: str) -> Path:
    """Return where these bytes are now, or raise NotFoundError."""
    for path in (path_of(sha256), _binned(sha256)):
        if path.is_file():
            return path
    raise NotFoundError(sha256)


def open_bytes(sha256: str) -> BinaryIO:
    """Return the stored bytes, open for reading, or raise NotFoundError.

    They may be on their way to the bin or out of it, so the first place is asked again.
    """
    for path in (path_of(sha256), _binned(sha256), path_of(sha256)):
        with suppress(FileNotFoundError):
            return path.open("rb")
    raise NotFoundError(sha256)


def open_intact(sha256: str) -> BinaryIO:
    """Return the stored bytes once they have been compared with their address.

    Raises NotFoundError, or DamagedBytesError.
    """
    file = open_bytes(sha256)
    if hashlib.file_digest(cast("BufferedReader", file), "sha256").hexdigest() != sha256:
        file.close()
        raise DamagedBytesError(sha256)
    file.seek(0)
    return file


def discard(sha256: str) -> None:
    """Put bytes in the bin; `empty_bin` deletes them later."""
    binned = _binned(sha256)
    _make_folder(binned.parent)
    with suppress(FileNotFoundError):
        path_of(sha256).replace(binned)
        os.utime(binned)


def empty_bin(is_used: Callable[[str], bool]) -> int:
    """Delete what has lain in the bin long enough and is not used, and return how many."""
    with _bin_lock() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        return sum(_delete_binned(path, is_used) for path in _older_than(_bin(), BIN_SECONDS))


@contextmanager
def hold_bin() -> Iterator[None]:
    """Let nothing be deleted meanwhile; a process that dies lets go."""
    with _bin_lock() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def forget_broken_arrivals() -> None:
    """Delete the temporary files of uploads whose process died."""
    for path in _older_than(_root() / "incoming", INCOMING_SECONDS):
        path.unlink(missing_ok=True)


def _copy(stream: IO[bytes], file: IO[bytes], *, limit: int) -> StoredBytes:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            sentence = _(
                "This file is larger than %(size)s, the most this site takes. "
                "Make it lighter or send it in parts.",
                size=filesize(limit),
            )
            raise InvalidError({"file": sentence})
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise InvalidError({"file": _("This file is empty. Choose it again.")})
    file.flush()
    os.fsync(file.fileno())
    return StoredBytes(sha256=digest.hexdigest(), size=size)


@contextmanager
def _incoming() -> Iterator[tuple[IO[bytes], Path]]:
    """Give a temporary file beside the stored ones, gone afterwards unless renamed."""
    folder = _root() / "incoming"
    try:
        _make_folder(folder)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            temporary = Path(file.name)
            try:
                yield file, temporary
            finally:
                temporary.unlink(missing_ok=True)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        message = _("There is no room left for this file. Tell the people who run this site.")
        raise NoSpaceError({"file": message}) from error


@contextmanager
def _bin_lock() -> Iterator[int]:
    """Give the folder of the bin, open, to be locked."""
    _make_folder(_bin())
    handle = os.open(_bin(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def _delete_binned(path: Path, is_used: Callable[[str], bool]) -> bool:
    if is_used(path.name):
        path.replace(path_of(path.name))
        return False
    path.unlink(missing_ok=True)
    return True


def _make_folder(folder: Path) -> None:
    """Create a folder and those above it, each one sure to outlive a power cut."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _older_than(folder: Path, seconds: int) -> list[Path]:
    if not folder.is_dir():
        return []
    limit = time.time() - seconds
    with os.scandir(folder) as entries:
        return [Path(entry) for entry in entries if entry.stat().st_mtime < limit]


def _binned(sha256: str) -> Path:
    _check(sha256)
    return _bin() / sha256


def _bin() -> Path:
    return _root() / "bin"


def _check(sha256: str) -> None:
    if not _SHA256.match(sha256):
        raise NotFoundError(sha256)


def _root() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.files_dir
