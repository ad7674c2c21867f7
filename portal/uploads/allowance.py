"""What is known before the first byte: whether the file is too much, for her or for the disk."""

import shutil

from flask import current_app

from portal.auth.models import User
from portal.config import Settings
from portal.uploads import queries
from portal.uploads.errors import (
    NoRoomError,
    OverQuotaError,
    TooLargeError,
    TooManyUploadsError,
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
    settings: Settings = current_app.extensions["settings"]
    if queries.count_unfinished(user) >= MOST_UNFINISHED:
        raise TooManyUploadsError
    if queries.count_recent_bytes(user) + size > settings.upload_quota_bytes:
        raise OverQuotaError(filesize(settings.upload_quota_bytes))
    free = shutil.disk_usage(settings.data_dir).free - queries.count_missing_bytes()
    if size > free - settings.spare_disk_bytes:
        raise NoRoomError
