"""Mends what a check found, without ever deleting what somebody sent."""

from collections.abc import Callable

from sqlalchemy import delete, select, update

from portal.extensions import db
from portal.media import storage
from portal.media.inventory import find_size, is_intact
from portal.media.models import File, FileState, Rendition
from portal.media.problems import Fault, Problem
from portal.media.processing import recover_lost_files
from portal.media.queries import is_used
from portal.media.readers.outcome import Failure
from portal.media.tasks import process


def mend(problem: Problem) -> None:
    """Mend one problem and commit; a strange file is left to people."""
    if mending := _MENDINGS.get(problem.fault):
        mending(problem)
        db.session.commit()
        if problem.file_id:
            process.enqueue(problem.file_id)


def _bin(problem: Problem) -> None:
    if not is_used(problem.name):
        storage.discard(problem.name)


def _mark_missing(problem: Problem) -> None:
    _mark_lost(problem.file_id, Failure.MISSING)


def _mark_spoilt(problem: Problem) -> None:
    _mark_lost(problem.file_id, Failure.SPOILT)


def _mark_lost(file_id: int, failure: Failure) -> None:
    """Let the desk ask for the file again; a withdrawn one stays withdrawn."""
    this = update(File).where(File.id == file_id)
    db.session.execute(this.values(failure=failure.value))
    db.session.execute(this.where(File.state != FileState.WITHDRAWN).values(state=FileState.FAILED))


def _welcome(problem: Problem) -> None:
    this = update(File).where(File.id == problem.file_id)
    db.session.execute(this.values(failure="", attempts=0))
    db.session.execute(this.where(File.state == FileState.FAILED).values(state=FileState.WAITING))


def _drop_copy(problem: Problem) -> None:
    """Forget a copy or a thumbnail, so that it is made again."""
    _forget_copy(problem)
    this = update(File).where(File.id == problem.file_id)
    has_thumbnail = this.where(File.thumbnail_sha256 == problem.name)
    db.session.execute(has_thumbnail.values(thumbnail_sha256="", read_at=None))
    _remake(problem)
    if is_intact(problem.name) is False and not _is_original(problem.name):
        storage.find_bytes(problem.name).unlink(missing_ok=True)


def _remake(problem: Problem) -> None:
    is_done = (File.id == problem.file_id) & (File.state == FileState.DONE)
    db.session.execute(update(File).where(is_done).values(state=FileState.WAITING, attempts=0))


def _withdraw(problem: Problem) -> None:
    _forget_copy(problem)
    db.session.commit()
    if not is_used(problem.name):
        storage.discard(problem.name)


def _forget_copy(problem: Problem) -> None:
    is_copy = (Rendition.file_id == problem.file_id) & (Rendition.sha256 == problem.name)
    db.session.execute(delete(Rendition).where(is_copy))


def _correct_size(problem: Problem) -> None:
    """Believe the bytes: their address was compared with them."""
    size = find_size(problem.name)
    for model in (File, Rendition):
        db.session.execute(update(model).where(model.sha256 == problem.name).values(size=size))


def _recover(_problem: Problem) -> None:
    recover_lost_files()


def _is_original(sha256: str) -> bool:
    return db.session.scalar(select(File.id).where(File.sha256 == sha256).limit(1)) is not None


_MENDINGS: dict[Fault, Callable[[Problem], None]] = {
    Fault.MISSING_ORIGINAL: _mark_missing,
    Fault.SPOILT_ORIGINAL: _mark_spoilt,
    Fault.RETURNED: _welcome,
    Fault.MISSING_COPY: _drop_copy,
    Fault.SPOILT_COPY: _drop_copy,
    Fault.NOT_MADE: _remake,
    Fault.NOT_WITHDRAWN: _withdraw,
    Fault.WRONG_SIZE: _correct_size,
    Fault.STUCK: _recover,
    Fault.UNUSED: _bin,
}
