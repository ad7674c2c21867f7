"""Takes a file from waiting to done or failed, whatever happens to the worker.

A worker claims a row, reads the file with no transaction open, giving signs of life, and
writes the result only if the claim is still its own. What a dead worker held goes back
to waiting.
"""

import io
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy import CursorResult, Update, delete, insert, update

from portal.errors import NotFoundError
from portal.extensions import db, now
from portal.media import sandbox, storage
from portal.media.models import File, FileState, TextPage
from portal.media.queries import get_file, list_lost
from portal.media.readers.outcome import Failure, Reading, UnreadableError
from portal.media.readers.report import MAX_THUMBNAIL_BYTES
from portal.media.signals import file_processed

MAX_ATTEMPTS = 3
SILENCE = timedelta(seconds=60)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right of one worker to write the result for one file."""

    file_id: int
    started_at: datetime


class LostClaimError(Exception):
    """The file was deleted, or given to another worker, while this one read it."""


def process_file(file_id: int) -> None:
    """Read a waiting file and keep what was learned; any other file is left alone."""
    claim = Claim(file_id, now())
    with suppress(LostClaimError):
        _take(claim)
        _settle(claim)
        _announce(file_id)


def recover_lost_files() -> None:
    """Give back to the queue what dead workers held, and give up after a few times."""
    for file in list_lost(before=now() - SILENCE):
        claim = Claim(file.id, file.started_at or now())
        with suppress(LostClaimError):
            if file.attempts < MAX_ATTEMPTS:
                _change(claim, state=FileState.WAITING)
            else:
                _fail(claim, Failure.GAVE_UP)
                _announce(claim.file_id)


def _take(claim: Claim) -> None:
    """Claim a waiting file, or raise LostClaimError."""
    taken = (
        update(File)
        .where(File.id == claim.file_id, File.state == FileState.WAITING)
        .values(
            state=FileState.WORKING,
            attempts=File.attempts + 1,
            started_at=claim.started_at,
            seen_at=claim.started_at,
        )
    )
    _execute_once(taken)
    db.session.commit()


def _read(claim: Claim) -> Reading:
    """Read the file in the sandbox; no transaction is open meanwhile."""
    file = get_file(claim.file_id)
    sha256, file_format = file.sha256, file.format
    db.session.rollback()
    try:
        stream = storage.open_bytes(sha256)
    except NotFoundError as error:
        raise UnreadableError(Failure.MISSING) from error
    with stream:
        return sandbox.read(stream, file_format, beat=lambda: _change(claim, seen_at=now()))


def _settle(claim: Claim) -> None:
    try:
        reading = _read(claim)
        _finish(claim, reading)
        log.info("file read", extra={"file_id": claim.file_id, "locks": reading.protections})
    except UnreadableError as error:
        extra = {"file_id": claim.file_id, "failure": error.failure, "detail": error.detail}
        log.info("file not readable", extra=extra)
        _fail(claim, error.failure)


def _finish(claim: Claim, reading: Reading) -> None:
    _write(
        claim,
        state=FileState.DONE,
        page_count=reading.page_count,
        duration=reading.duration,
        width=reading.width,
        height=reading.height,
        tags=reading.tags,
        thumbnail_sha256=_store_thumbnail(reading.thumbnail),
    )
    pages = [
        {"file_id": claim.file_id, "number": number, "text": text}
        for number, text in reading.pages.items()
    ]
    db.session.execute(delete(TextPage).where(TextPage.file_id == claim.file_id))
    if pages:
        db.session.execute(insert(TextPage), pages)
    db.session.commit()


def _store_thumbnail(thumbnail: bytes) -> str:
    if not thumbnail:
        return ""
    try:
        return storage.store(io.BytesIO(thumbnail), limit=MAX_THUMBNAIL_BYTES).sha256
    except storage.NoSpaceError as error:
        raise UnreadableError(Failure.NO_SPACE) from error


def _fail(claim: Claim, failure: Failure) -> None:
    _change(claim, state=FileState.FAILED, failure=failure.value)


def _change(claim: Claim, **values: Any) -> None:
    """Write to the claimed row and commit, or raise LostClaimError."""
    _write(claim, **values)
    db.session.commit()


def _write(claim: Claim, **values: Any) -> None:
    claimed = (
        update(File)
        .where(
            File.id == claim.file_id,
            File.state == FileState.WORKING,
            File.started_at == claim.started_at,
        )
        .values(**values)
    )
    _execute_once(claimed)


def _execute_once(statement: Update) -> None:
    """Execute an update that must meet exactly one row, or raise LostClaimError."""
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    if cast(CursorResult[Any], result).rowcount != 1:
        db.session.rollback()
        raise LostClaimError


def _announce(file_id: int) -> None:
    file_processed.send(current_app._get_current_object(), file_id=file_id)  # type: ignore[attr-defined] # noqa: SLF001 - the documented way to name the sender
