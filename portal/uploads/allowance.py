"""What is known before the first byte: whether the file is too much, for her or for the disk."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from flask import current_app

from portal.auth.models import User
from portal.config import Settings
from portal.errors import InvalidError
from portal.uploads import partial, queries
from portal.uploads.errors import (
    NoRoomError,
    OverQuotaError,
    TooLargeError,
    TooManyUploadsError,
    UploadError,
)
from portal.web.formats import filesize

MOST_UNFINISHED = 50


def check_size(size: int) -> None:
    """Raise TooLargeError for a file larger than the site takes."""
    settings: Settings = current_app.extensions["settings"]
    if size > settings.max_upload_bytes:
        raise TooLargeError(filesize(settings.max_upload_bytes))


def check_allowance(user: User, size: int) -> None:
    """Raise the error that says why she cannot send so many bytes now.

    Only right while nobody else announces an upload: see `partial.alone`.
    """
    if queries.count_unfinished(user) >= MOST_UNFINISHED:
        raise TooManyUploadsError
    _check_quota(user, size)
    _check_room(size)


@contextmanager
def room_for(stream: BinaryIO, user: User | None) -> Iterator[None]:
    """Let a file that a plain form or a command brings be stored and committed within.

    Nobody else announces an upload meanwhile. Raises InvalidError, with the problem of
    `file`, by the rules of uploads; for a command there is no quota. Enter before the first
    change of a transaction.
    """
    with partial.alone():
        try:
            _check_whole(_size_of(stream), user)
        except UploadError as error:
            raise InvalidError({"file": str(error)}) from error
        yield


def _check_whole(size: int, user: User | None) -> None:
    check_size(size)
    if user:
        _check_quota(user, size)
    _check_room(size)


def _check_quota(user: User, size: int) -> None:
    settings: Settings = current_app.extensions["settings"]
    if queries.count_recent_bytes(user) + size > settings.upload_quota_bytes:
        raise OverQuotaError(filesize(settings.upload_quota_bytes))


def _check_room(size: int) -> None:
    settings: Settings = current_app.extensions["settings"]
    free = shutil.disk_usage(settings.data_dir).free - queries.count_missing_bytes()
    if size > free - settings.spare_disk_bytes:
        raise NoRoomError


def _size_of(stream: BinaryIO) -> int:
    start = stream.tell()
    end = stream.seek(0, os.SEEK_END)
    stream.seek(start)
    return end - start
