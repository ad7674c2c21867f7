"""Brings whole uploads to their records, once each, whatever dies on the way.

The bytes get a second name among the stored ones; then one transaction attaches the file
and calls the upload delivered. Killed before it, the next try starts anew; killed after
it, nothing is left to do. The first name goes minutes later, when even a power cut no
longer takes the transaction back.
"""

import logging
from datetime import timedelta

from flask import current_app

from portal.auth.models import User
from portal.config import Settings
from portal.errors import InvalidError, NotAllowedError, NotFoundError, PortalError
from portal.extensions import db, now
from portal.media.services import forget_bytes, receive_path
from portal.media.storage import NoSpaceError
from portal.media.types import UnsupportedTypeError
from portal.uploads import partial, problems
from portal.uploads.destinations import find_destination
from portal.uploads.models import Upload, UploadState
from portal.uploads.queries import UNFINISHED

KEPT_WHEN_OVER = timedelta(days=1)

log = logging.getLogger(__name__)


def deliver(upload_id: int, *, patiently: bool = True) -> Upload | None:
    """Bring an upload to its record if it is whole, and return how it stands then.

    Raises BusyError, unless `patiently`, when somebody is writing or delivering it.
    """
    with partial.held(upload_id, patiently=patiently):
        upload = db.session.get(Upload, upload_id, populate_existing=True)
        if upload and upload.state in UNFINISHED and partial.size_of(upload_id) == upload.size:
            _deliver(upload)
        return upload


def refuse(upload_id: int, kind: str) -> None:
    """Drop the bytes of an upload whose content is not taken, and say so on its row."""
    with partial.held(upload_id):
        upload = db.session.get(Upload, upload_id, populate_existing=True)
        if upload and upload.state in UNFINISHED:
            _refuse(upload, kind)


def _deliver(upload: Upload) -> None:
    try:
        _attach(upload)
    except UnsupportedTypeError as error:
        _refuse(upload, error.kind)
    except NoSpaceError:
        _set_aside(upload, problems.NO_ROOM)
    except InvalidError:
        _set_aside(upload, problems.BUSY)
    except (NotFoundError, NotAllowedError):
        _set_aside(upload, problems.NOT_YOURS)
    else:
        ids = {"upload_id": upload.id, "file_id": upload.file_id}
        log.info("upload delivered", extra=ids)


def _attach(upload: Upload) -> None:
    destination = find_destination(upload.destination)
    user = db.session.get(User, upload.user_id)
    if destination is None or user is None or not user.is_active:
        raise NotAllowedError
    destination.check(user, upload.record_id)
    file = receive_path(partial.path_of(upload.id), name=upload.name, uploader=user)
    sha256 = file.sha256
    try:
        db.session.flush()
        upload.file_id = file.id
        _settle(upload, UploadState.DELIVERED, "", KEPT_WHEN_OVER)
        destination.deliver(upload, file, user)
    except PortalError:
        db.session.rollback()
        forget_bytes(sha256)
        raise


def _refuse(upload: Upload, kind: str) -> None:
    _settle(upload, UploadState.REFUSED, kind, KEPT_WHEN_OVER)
    db.session.commit()
    partial.drop_bytes(upload.id)
    log.info("upload refused", extra={"upload_id": upload.id, "kind": kind})


def _set_aside(upload: Upload, problem: str) -> None:
    settings: Settings = current_app.extensions["settings"]
    if (upload.state, upload.problem) == (UploadState.COMPLETE, problem):
        return
    _settle(upload, UploadState.COMPLETE, problem, timedelta(days=settings.upload_days))
    db.session.commit()
    log.info("upload waits", extra={"upload_id": upload.id, "problem": problem})


def _settle(upload: Upload, state: UploadState, problem: str, kept: timedelta) -> None:
    upload.state = state
    upload.problem = problem
    upload.expires_at = now() + kept
