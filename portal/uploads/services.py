"""What people do with uploads: announce them, cancel them, try again."""

import logging
from datetime import timedelta

from sqlalchemy import delete

from portal.auth.models import User
from portal.errors import NotAllowedError, NotFoundError
from portal.extensions import db, now
from portal.uploads import partial
from portal.uploads.addresses import new_nonce
from portal.uploads.allowance import check_allowance, check_size
from portal.uploads.delivery import deliver
from portal.uploads.destinations import find_destination
from portal.uploads.errors import MalformedError, NotYoursError
from portal.uploads.models import Upload
from portal.uploads.protocol import Announcement

# An upload without a byte was given up, or its answer was lost on the way.
KEPT_WHEN_EMPTY = timedelta(days=1)

log = logging.getLogger(__name__)


def announce_upload(announced: Announcement, *, user: User) -> Upload:
    """Begin an upload, or raise the UploadError that says why it cannot be."""
    check_size(announced.size)
    destination = find_destination(announced.destination)
    if destination is None:
        raise MalformedError
    try:
        destination.check(user, announced.record_id)
    except (NotFoundError, NotAllowedError) as error:
        raise NotYoursError from error
    with partial.alone():
        check_allowance(user, announced.size)
        upload = Upload(
            nonce=new_nonce(),
            user_id=user.id,
            destination=announced.destination,
            record_id=announced.record_id,
            replaces_id=announced.replaces_id,
            name=announced.name,
            size=announced.size,
            expires_at=now() + KEPT_WHEN_EMPTY,
        )
        db.session.add(upload)
        db.session.commit()
    log.info("upload announced", extra={"upload_id": upload.id, "size": upload.size})
    return upload


def cancel_upload(upload: Upload) -> None:
    """Forget an upload and drop its bytes; a file that was delivered stays in its record."""
    upload_id = upload.id
    with partial.held(upload_id):
        db.session.execute(delete(Upload).where(Upload.id == upload_id))
        db.session.commit()
        partial.forget(upload_id)
    log.info("upload cancelled", extra={"upload_id": upload_id})


def retry_delivery(upload: Upload) -> None:
    """Try again to bring an upload that has arrived to its record."""
    deliver(upload.id)
