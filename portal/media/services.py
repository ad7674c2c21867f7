"""What people do with files: send them, ask for another try, delete them."""

from typing import IO

from flask import current_app
from sqlalchemy import event

from portal.auth.models import User
from portal.config import Settings
from portal.extensions import db
from portal.media import storage
from portal.media.models import File, FileState
from portal.media.names import clean_name
from portal.media.queries import get_file, is_used
from portal.media.tasks import process
from portal.media.types import FileType, UnsupportedTypeError, sniff


def receive_file(stream: IO[bytes], *, name: str, uploader: User | None) -> File:
    """Store what was sent and return its row, added to the session and not yet committed.

    The caller commits, then enqueues `tasks.process` with its id. Raises InvalidError, with
    the problem of `file`, when the bytes cannot be taken.
    """
    settings: Settings = current_app.extensions["settings"]
    stored = storage.store(stream, limit=settings.max_upload_bytes)
    file_type = _recognise(stored.sha256, name)
    file = File(
        name=clean_name(name, extension=file_type.extension),
        sha256=stored.sha256,
        size=stored.size,
        format=file_type.format,
        media_type=file_type.media_type,
        family=file_type.family,
        uploaded_by_id=uploader.id if uploader else None,
    )
    db.session.add(file)
    return file


def retry_file(file_id: int) -> None:
    """Have a failed file processed again."""
    file = get_file(file_id)
    if file.state != FileState.FAILED:
        return
    file.state = FileState.WAITING
    file.failure = ""
    file.attempts = 0
    db.session.commit()
    process.enqueue(file_id)


def delete_file(file: File) -> None:
    """Delete a file in the session; its bytes go once the caller has committed.

    Bytes that another file still uses stay.
    """
    db.session.delete(file)
    db.session.flush()
    for sha256 in filter(None, (file.sha256, file.thumbnail_sha256)):
        if not is_used(sha256):
            _discard_after_commit(sha256)


def _recognise(sha256: str, name: str) -> FileType:
    try:
        return sniff(storage.path_of(sha256), name)
    except UnsupportedTypeError:
        if not is_used(sha256):
            storage.discard(sha256)
        raise


def _discard_after_commit(sha256: str) -> None:
    @event.listens_for(db.session(), "after_commit", once=True)
    def _discard(_session: object) -> None:
        storage.discard(sha256)
