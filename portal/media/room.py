"""Room on the disk: what copies may take of it, and files that wait until there is some."""

import shutil
from dataclasses import replace
from datetime import timedelta

from flask import current_app
from sqlalchemy import update

from portal.config import Settings
from portal.extensions import db, now
from portal.media.models import File, FileState
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.sandbox import Task

_PAUSE = timedelta(minutes=10)
_LEAST_ROOM = 1_000_000


def limit_to_room(task: Task, copies: int) -> Task:
    """Return a task that writes so many copies at most into the room that need not stay free.

    Raises UnreadableError when there is hardly any.
    """
    share = _room() // copies
    if share < _LEAST_ROOM:
        raise UnreadableError(Failure.NO_SPACE, "spare room")
    return replace(task, written_bytes=min(task.written_bytes, share))


def retry_where_room_came() -> None:
    """Let such files wait again, ten minutes after their last try at the earliest."""
    if _room() < _LEAST_ROOM:
        return
    full = (File.state == FileState.FAILED) & (File.failure == Failure.NO_SPACE.value)
    retried = update(File).where(full, File.seen_at < now() - _PAUSE)
    db.session.execute(retried.values(state=FileState.WAITING, failure="", attempts=0))
    db.session.commit()


def _room() -> int:
    """Return how many bytes are free beyond those that always should be."""
    settings: Settings = current_app.extensions["settings"]
    return shutil.disk_usage(settings.data_dir).free - settings.spare_disk_bytes
