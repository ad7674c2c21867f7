"""Logos of organisations: sent, cleaned by the media pipeline, replaced, erased.

What is shown of one is always its clean copy. One that is replaced or removed is gone for
good, with every copy: no revision shows it again.
"""

import os
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.directory.models import Organisation
from portal.directory.policy import may_change
from portal.directory.writing import record_change
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db, now
from portal.media.models import File, FileState, Purpose, Rendition
from portal.media.services import delete_file, forget_bytes, receive_file
from portal.media.tasks import process
from portal.media.types import UnsupportedTypeError
from portal.search.outbox import wake_indexer
from portal.uploads.allowance import room_for

FORMATS = ("png", "jpeg", "webp")
LARGEST = 5_000_000


def find_logo(organisation: Organisation) -> Rendition | None:
    """Return the clean copy of the logo, once there is one."""
    file = organisation.logo
    if file is None or file.state is not FileState.DONE:
        return None
    return file.copy_for(Purpose.CLEAN)


def may_change_logo(user: User, organisation: Organisation) -> bool:
    """Tell whether she may: on a published sheet those who decide on it, and nobody else."""
    return organisation.status is not Status.ARCHIVED and may_change(user, organisation, {})


def set_logo(organisation: Organisation, stream: BinaryIO, *, name: str, author: User) -> File:
    """Make a picture the logo, erase the one before, and send it to the worker.

    Raises NotAllowedError, or InvalidError, with nothing kept, when it cannot be taken.
    """
    _check_allowed(author, organisation)
    _check_size(stream)
    with room_for(stream, author):
        file = _receive(stream, name, author)
        db.session.flush()
        _put(organisation, file, author)
    process.enqueue(file.id)
    return file


def remove_logo(organisation: Organisation, *, author: User) -> None:
    """Erase the logo, if there is one; or raise NotAllowedError."""
    _check_allowed(author, organisation)
    _put(organisation, None, author)


def erase_logo(organisation: Organisation) -> None:
    """Erase the logo in the session: its bytes go once the caller has committed."""
    file = organisation.logo
    organisation.logo = None
    if file is not None:
        db.session.flush()
        delete_file(file)


def take_over_logo(kept: Organisation, former: Organisation) -> None:
    """Give the logo of the former to one that has none, else erase it; no commit."""
    if kept.logo is None:
        kept.logo, former.logo = former.logo, None
    else:
        erase_logo(former)


def _put(organisation: Organisation, file: File | None, author: User) -> None:
    try:
        erase_logo(organisation)
        organisation.logo = file
        organisation.updated_at = now()
        record_change(organisation, author=author, action=Action.EDIT)
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise InvalidError(
            {"file": _("Somebody changed this sheet at the same moment: send the logo again.")}
        ) from None
    wake_indexer.enqueue()


def _check_allowed(author: User, organisation: Organisation) -> None:
    if not may_change_logo(author, organisation):
        raise NotAllowedError


def _receive(stream: BinaryIO, name: str, author: User) -> File:
    refusal = InvalidError({"file": _("A logo is a picture: send it as PNG, JPEG or WebP.")})
    try:
        file = receive_file(stream, name=name, uploader=author)
    except UnsupportedTypeError:
        raise refusal from None
    if file.format not in FORMATS:
        _forget(file)
        raise refusal
    return file


def _check_size(stream: BinaryIO) -> None:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size > LARGEST:
        limit = LARGEST // 1_000_000
        raise InvalidError(
            {"file": _("A logo has at most %(limit)s MB: make it smaller.", limit=limit)}
        )


def _forget(file: File) -> None:
    sha256 = file.sha256
    db.session.rollback()
    forget_bytes(sha256)
