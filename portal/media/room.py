"""Files that failed because the disk was full, and are tried again when it no longer is."""

import shutil
from datetime import timedelta

from flask import current_app
from sqlalchemy import update

from portal.config import Settings
from portal.extensions import db, now
from portal.media.models import File, FileState
from portal.media.readers.outcome import Failure

_PAUSE = timedelta(minutes=10)


def retry_where_room_came() -> None:
    """Let such files wait again, ten minutes after their last try at the earliest."""
    settings: Settings = current_app.extensions["settings"]
    if shutil.disk_usage(settings.data_dir).free < settings.spare_disk_bytes:
        return
    full = (File.state == FileState.FAILED) & (File.failure == Failure.NO_SPACE.value)
    retried = update(File).where(full, File.seen_at < now() - _PAUSE)
    db.session.execute(retried.values(state=FileState.WAITING, failure="", attempts=0))
    db.session.commit()
