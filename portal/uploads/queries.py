"""Reads of uploads."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.auth.models import User
from portal.errors import NotFoundError
from portal.extensions import db, now
from portal.media.models import File
from portal.uploads import partial
from portal.uploads.models import Upload, UploadState

_DAY = timedelta(days=1)
UNFINISHED = (UploadState.ARRIVING, UploadState.COMPLETE)


def list_uploads(user: User) -> list[Upload]:
    """Return her uploads, newest first: under way, waiting, and those of the last day."""
    own = select(Upload).where(Upload.user_id == user.id)
    return list(db.session.scalars(own.order_by(Upload.id.desc())))


def get_own_upload(upload_id: int, user: User) -> Upload:
    """Return an upload of hers, or raise NotFoundError."""
    own = select(Upload).where(Upload.id == upload_id, Upload.user_id == user.id)
    if upload := db.session.scalar(own):
        return upload
    raise NotFoundError(upload_id)


def received(upload: Upload) -> int:
    """Return how many bytes of an upload have arrived; a refused one has lost its own."""
    if upload.state is UploadState.DELIVERED:
        return upload.size
    return 0 if upload.state is UploadState.REFUSED else partial.size_of(upload.id)


def count_unfinished(user: User) -> int:
    """Return how many of her uploads are under way or wait."""
    own = select(func.count()).select_from(Upload).where(Upload.user_id == user.id)
    return db.session.scalar(own.where(Upload.state.in_(UNFINISHED))) or 0


def count_recent_bytes(user: User) -> int:
    """Return how many bytes she has announced, or sent in the last day, in whichever way."""
    announced = select(func.sum(Upload.size)).where(
        Upload.user_id == user.id, Upload.state.in_(UNFINISHED)
    )
    sent = select(func.sum(File.size)).where(
        File.uploaded_by_id == user.id, File.uploaded_at > now() - _DAY
    )
    return (db.session.scalar(announced) or 0) + (db.session.scalar(sent) or 0)


def count_missing_bytes() -> int:
    """Return how many bytes all the uploads under way have still to bring."""
    return sum(upload.size - received(upload) for upload in list_in_state(UploadState.ARRIVING))


def list_in_state(*states: UploadState) -> list[Upload]:
    """Return all uploads in one of these states, oldest first."""
    uploads = select(Upload).where(Upload.state.in_(states)).order_by(Upload.id)
    return list(db.session.scalars(uploads))


def list_expired_ids(*, at: datetime) -> list[int]:
    """Return the uploads that were to be kept until some moment before `at`."""
    return list(db.session.scalars(select(Upload.id).where(Upload.expires_at < at)))


def list_known_ids(ids: Collection[int]) -> set[int]:
    """Return those of the ids that are uploads."""
    return set(db.session.scalars(select(Upload.id).where(Upload.id.in_(ids))))
