"""Reads of files and of their text."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, or_, select

from portal.errors import NotFoundError
from portal.extensions import db
from portal.media.models import File, FileState, Rendition, TextPage


def get_file(file_id: int) -> File:
    """Return a file, or raise NotFoundError."""
    file = db.session.get(File, file_id)
    if file is None:
        raise NotFoundError(file_id)
    return file


def list_text_pages(file_id: int, *, first: int, last: int) -> list[TextPage]:
    """Return the pages from `first` to `last`, both included, that have text."""
    pages = (
        select(TextPage)
        .where(TextPage.file_id == file_id, TextPage.number.between(first, last))
        .order_by(TextPage.number)
    )
    return list(db.session.scalars(pages))


def list_page_lengths(file_id: int) -> list[tuple[int, int]]:
    """Return (number, characters) of each page that has text, in order."""
    lengths = (
        select(TextPage.number, func.length(TextPage.text))
        .where(TextPage.file_id == file_id)
        .order_by(TextPage.number)
    )
    return [(number, length) for number, length in db.session.execute(lengths)]


def list_ids_with_text(file_ids: Iterable[int]) -> set[int]:
    """Return those of the files that have text."""
    ids = select(TextPage.file_id).where(TextPage.file_id.in_(list(file_ids))).distinct()
    return set(db.session.scalars(ids))


def is_used(sha256: str) -> bool:
    """Tell whether a file, a thumbnail or a copy lives under this address."""
    files = select(File.id).where(or_(File.sha256 == sha256, File.thumbnail_sha256 == sha256))
    copies = select(Rendition.id).where(Rendition.sha256 == sha256)
    return db.session.scalar(files.union_all(copies).limit(1)) is not None


def list_waiting_ids(*, before: datetime, limit: int) -> list[int]:
    """Return the files that have waited longest among those sent before a moment."""
    files = (
        select(File.id)
        .where(File.state == FileState.WAITING, File.uploaded_at < before)
        .order_by(File.uploaded_at, File.id)
        .limit(limit)
    )
    return list(db.session.scalars(files))


def list_lost(*, before: datetime) -> list[File]:
    """Return the files whose worker has given no sign of life since a moment."""
    files = select(File).where(File.state == FileState.WORKING, File.seen_at < before)
    return list(db.session.scalars(files.order_by(File.id)))
