"""Takes the bytes that a request brings, and keeps each as it comes."""

from datetime import timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy import CursorResult, update

from portal.config import Settings
from portal.extensions import db, now
from portal.media.types import HEAD_BYTES, UnsupportedTypeError, refuse_early
from portal.uploads.checksums import Checksum, verified
from portal.uploads.delivery import deliver, refuse
from portal.uploads.errors import (
    ChecksumMismatchError,
    RefusedError,
    TooManyBytesError,
    UnknownUploadError,
    WrongOffsetError,
)
from portal.uploads.incoming import Incoming
from portal.uploads.models import Upload, UploadState
from portal.uploads.partial import Turn
from portal.uploads.problems import explain
from portal.uploads.queries import received


def receive(upload: Upload, incoming: Incoming, *, offset: int, checksum: Checksum | None) -> int:
    """Add what a request brings at `offset`, and return how many bytes are here then.

    A cut is no error: what came before it is kept. The last byte delivers the upload.
    Raises an UploadError.
    """
    if incoming.length and offset + incoming.length > upload.size:
        raise TooManyBytesError
    if upload.state is not UploadState.ARRIVING:
        return _stand_still(upload, incoming, offset)
    upload_id, size = upload.id, upload.size
    arrived = _write(upload_id, size, incoming, offset=offset, checksum=checksum)
    if arrived == size:
        finish(upload_id)
    return arrived


def finish(upload_id: int) -> Upload:
    """Deliver an upload if it is whole, and return how it stands; raises RefusedError."""
    upload = deliver(upload_id)
    if upload is None:
        raise UnknownUploadError
    if upload.state is UploadState.REFUSED:
        raise RefusedError(explain(upload))
    return upload


def _write(
    upload_id: int, size: int, incoming: Incoming, *, offset: int, checksum: Checksum | None
) -> int:
    with Turn(upload_id, offset) as turn:
        _stay(upload_id)
        is_judged = False
        try:
            for block in verified(incoming, checksum) if checksum else incoming:
                if turn.offset + len(block) > size:
                    raise TooManyBytesError
                turn.write(block)
                is_judged = is_judged or _judge(upload_id, turn)
        except ChecksumMismatchError:
            turn.take_back(offset)
            raise
        return turn.offset


def _stay(upload_id: int) -> None:
    """Keep the upload from expiring; no connection to the database is held afterwards.

    The turn was taken: whoever cancels or delivers the upload from now on stops this
    connection, and one that was cancelled just before is found out here.
    """
    settings: Settings = current_app.extensions["settings"]
    until = now() + timedelta(days=settings.upload_days)
    arriving = update(Upload).where(Upload.id == upload_id, Upload.state == UploadState.ARRIVING)
    result = db.session.execute(arriving.values(expires_at=until))
    db.session.commit()
    if cast(CursorResult[Any], result).rowcount != 1:
        raise WrongOffsetError


def _judge(upload_id: int, turn: Turn) -> bool:
    """Refuse the upload as soon as its first bytes show what it is; tell whether they did."""
    if turn.offset < HEAD_BYTES:
        return False
    try:
        refuse_early(turn.read_start(HEAD_BYTES))
    except UnsupportedTypeError as error:
        refuse(upload_id, error.kind)
        raise RefusedError(error.problems["file"]) from error
    return True


def _stand_still(upload: Upload, incoming: Incoming, offset: int) -> int:
    """Answer for an upload that takes no more bytes, as one that is whole."""
    if upload.state is UploadState.REFUSED:
        raise RefusedError(explain(upload))
    if offset != received(upload) or any(incoming):
        raise WrongOffsetError
    return offset
