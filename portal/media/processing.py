"""Takes a file from waiting to done or failed, whatever happens to the worker.

Each step commits what came of it, and is passed over when that is there already: after a
kill the next worker goes on where the last one was. What a dead worker held goes back to
waiting.
"""

import logging
from contextlib import suppress
from datetime import timedelta

from flask import current_app
from sqlalchemy import update

from portal.extensions import db, now
from portal.media.claims import Claim, LostClaimError, change, take
from portal.media.models import File, FileState
from portal.media.queries import list_lost, list_waiting_ids
from portal.media.readers.outcome import Failure, KilledError, UnreadableError
from portal.media.recognition import find_recogniser, list_ids_to_recognise
from portal.media.signals import file_processed
from portal.media.steps import clean_file, lighten_file, read_file, recognise_file

MAX_ATTEMPTS = 3
SILENCE = timedelta(seconds=60)

log = logging.getLogger(__name__)


def process_file(file_id: int) -> None:
    """Work on a waiting file and keep what comes of it; any other file is left alone."""
    with suppress(LostClaimError):
        claim = take(file_id)
        try:
            _work(claim)
        except KilledError as error:
            log.warning("child killed: %s", error, extra={"file_id": file_id})
            return  # as if this worker had died: the sweep gives the file back, or up
        except UnreadableError as error:
            extra = {"file_id": file_id, "failure": error.failure, "detail": error.detail}
            log.info("file not readable", extra=extra)
            change(claim, state=FileState.FAILED, failure=error.failure.value)
        _announce(file_id)


def recover_lost_files() -> None:
    """Give back to the queue what dead workers held, and give up after a few times."""
    for file in list_lost(before=now() - SILENCE):
        claim = Claim(file.id, file.started_at or now())
        with suppress(LostClaimError):
            if file.attempts < MAX_ATTEMPTS:
                change(claim, state=FileState.WAITING)
            else:
                change(claim, state=FileState.FAILED, failure=Failure.GAVE_UP.value)
                _announce(claim.file_id)


def reopen_scans() -> None:
    """Let a file wait again whose scans nothing could read when it was sent, if nothing else waits.

    It is one at a time, so that new files need not stand behind them.
    """
    if not find_recogniser() or list_waiting_ids(before=now(), limit=1):
        return
    for file_id in list_ids_to_recognise(limit=1):
        done = update(File).where(File.id == file_id, File.state == FileState.DONE)
        db.session.execute(done.values(state=FileState.WAITING, attempts=0))
        db.session.commit()


def _work(claim: Claim) -> None:
    """Take the steps, telling early that there is something to find and to open."""
    read_file(claim)
    clean_file(claim)
    _announce(claim.file_id)
    lighten_file(claim)
    recognise_file(claim)
    change(claim, state=FileState.DONE)
    log.info("file processed", extra={"file_id": claim.file_id})


def _announce(file_id: int) -> None:
    file_processed.send(current_app._get_current_object(), file_id=file_id)  # type: ignore[attr-defined] # noqa: SLF001 - the documented way to name the sender
