"""What people do with files: send them, ask for another try, take back copies, delete them."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy import delete, select, update

from portal.auth.models import User
from portal.config import Settings
from portal.extensions import after_commit, db
from portal.media import storage
from portal.media.models import File, FileState, Rendition, TextPage
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
    return _add_file(stored, _recognise(stored.sha256, name), name=name, uploader=uploader)


def receive_path(path: Path, *, name: str, uploader: User) -> File:
    """Do as `receive_file` with bytes that are on disk already; they keep their name there.

    When the caller does not commit, `forget_bytes` is due.
    """
    file_type = sniff(path, name)
    return _add_file(storage.adopt(path), file_type, name=name, uploader=uploader)


def forget_bytes(sha256: str) -> None:
    """Discard stored bytes unless a file uses them."""
    if not is_used(sha256):
        storage.discard(sha256)


def retry_file(file_id: int) -> None:
    """Have a failed file processed again."""
    file = get_file(file_id)
    if file.state == FileState.FAILED:
        _requeue(file)
        db.session.commit()


def remake_copies(file: File) -> None:
    """Have what was removed from a file made again, once the caller has committed."""
    if file.state == FileState.WITHDRAWN:
        _requeue(file)


def remove_copies(file: File) -> None:
    """Remove all that was derived from a file, in the session: the original is left alone.

    The bytes go once the caller has committed, but for those that others still use. A
    worker that is at it loses its claim. What was learned of the original (pages, minutes,
    findings) stays: people decide by it.
    """
    made = _withdraw(file)
    for table in (Rendition, TextPage):
        db.session.execute(delete(table).where(table.file_id == file.id))
    db.session.expire(file)
    _discard_unused(made)


def delete_file(file: File) -> None:
    """Delete a file in the session; its bytes go once the caller has committed.

    Bytes that another file still uses stay.
    """
    addresses = {file.sha256, *_withdraw(file)}
    db.session.delete(file)
    db.session.flush()
    _discard_unused(addresses)


def _requeue(file: File) -> None:
    """Let a file wait for the worker from now on, as if it had just come; no commit."""
    file.state = FileState.WAITING
    file.failure = ""
    file.attempts = 0
    file_id = file.id
    after_commit(lambda: process.enqueue(file_id))


def _withdraw(file: File) -> set[str]:
    """Let no worker add to a file from now on, and return where its copies live."""
    row = update(File).where(File.id == file.id)
    db.session.execute(row.values(state=FileState.WITHDRAWN, failure="", waveform=""))
    thumbnails = select(File.thumbnail_sha256).where(File.id == file.id)
    copies = select(Rendition.sha256).where(Rendition.file_id == file.id)
    made = set(db.session.scalars(thumbnails.union_all(copies))) - {""}
    db.session.execute(row.values(read_at=None, recognised_up_to=0, thumbnail_sha256=""))
    return made


def _add_file(
    stored: storage.StoredBytes, file_type: FileType, *, name: str, uploader: User | None
) -> File:
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


def _recognise(sha256: str, name: str) -> FileType:
    try:
        return sniff(storage.path_of(sha256), name)
    except UnsupportedTypeError:
        forget_bytes(sha256)
        raise


def _discard_unused(addresses: Iterable[str]) -> None:
    for sha256 in addresses:
        if not is_used(sha256):
            after_commit(partial(storage.discard, sha256))
