"""What is put right every minute: uploads that a killed process left, and those that are over."""

import logging
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import delete

from portal.extensions import db, now
from portal.uploads import partial
from portal.uploads.delivery import KEPT_WHEN_OVER
from portal.uploads.errors import NoRoomError
from portal.uploads.models import HandoverCode, Upload, UploadState
from portal.uploads.problems import PASSING
from portal.uploads.queries import UNFINISHED, list_expired_ids, list_in_state, list_known_ids

# Until then a power cut may take back the transaction that delivered an upload.
SURE_SECONDS = 300
ORPHAN_SECONDS = 24 * 3600

log = logging.getLogger(__name__)


def list_left_ids() -> list[int]:
    """Return the uploads that are whole and were left, or could not be taken a moment ago."""
    return [
        upload.id
        for upload in list_in_state(*UNFINISHED)
        if (upload.state is UploadState.ARRIVING or upload.problem in PASSING)
        and partial.size_of(upload.id) == upload.size
    ]


def drop_delivered_bytes() -> None:
    """Drop the first name of bytes that were delivered long enough ago."""
    for upload in list_in_state(UploadState.DELIVERED):
        delivered_for = (now() - upload.expires_at + KEPT_WHEN_OVER).total_seconds()
        if delivered_for > SURE_SECONDS and partial.path_of(upload.id).exists():
            _hold(upload.id, partial.drop_bytes)


def forget_expired() -> None:
    """Forget the uploads that were left alone for too long, or have been over for a day."""
    for upload_id in list_expired_ids(at=now()):
        _hold(upload_id, _forget_if_expired)
    db.session.execute(delete(HandoverCode).where(HandoverCode.expires_at < now()))
    db.session.commit()


def forget_orphans() -> None:
    """Delete bytes that belong to no upload."""
    ids = partial.list_ids_on_disk(older_than=ORPHAN_SECONDS)
    for upload_id in ids - list_known_ids(ids):
        _hold(upload_id, partial.forget)


def _hold(upload_id: int, work: Callable[[int], None]) -> None:
    """Do something while nobody else has the upload; the next minute will do as well."""
    with (
        suppress(partial.BusyError, NoRoomError),
        partial.held(upload_id, patiently=False),
    ):
        work(upload_id)


def _forget_if_expired(upload_id: int) -> None:
    upload = db.session.get(Upload, upload_id, populate_existing=True)
    if upload and upload.expires_at < now():
        log.info("upload expired", extra={"upload_id": upload_id, "state": upload.state})
        db.session.delete(upload)
        db.session.commit()
        partial.forget(upload_id)
