"""Opens stored bytes to work on: only those that are still what was stored."""

from typing import BinaryIO

from portal.errors import NotFoundError
from portal.media import storage
from portal.media.readers.outcome import Failure, UnreadableError


def open_source(sha256: str) -> BinaryIO:
    """Return stored bytes, or raise UnreadableError when they are gone or were changed."""
    try:
        return storage.open_intact(sha256)
    except NotFoundError as error:
        raise UnreadableError(Failure.MISSING, sha256) from error
    except storage.DamagedBytesError as error:
        raise UnreadableError(Failure.SPOILT, sha256) from error
