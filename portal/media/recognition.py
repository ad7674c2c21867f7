"""Reads the scans of a PDF: pages without text become text, one after the other."""

import logging
from collections.abc import Callable, Sequence
from typing import IO

from sqlalchemy import func, select

from portal.extensions import db
from portal.media import sandbox, storage
from portal.media.models import File, FileState, TextPage
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.recognised_text import clean_recognised
from portal.media.sandbox import Task
from portal.media.tesseract import Tesseract, find_tesseract, read_picture

FORMAT = "pdf"
_DRAWING = Task("page", FORMAT, processor_seconds=60, written_bytes=40_000_000)

log = logging.getLogger(__name__)


def find_recogniser() -> Tesseract | None:
    """Return the program that reads scans, if it knows one of our languages."""
    program = find_tesseract()
    return program if program and program.languages else None


def list_pages_to_recognise(file: File) -> list[int]:
    """Return the numbers of the pages that have no text and whose scan was not read yet."""
    if file.format != FORMAT:
        return []
    numbers = select(TextPage.number).where(TextPage.file_id == file.id)
    with_text = set(db.session.scalars(numbers))
    first, last = file.recognised_up_to + 1, file.page_count or 0
    return [number for number in range(first, last + 1) if number not in with_text]


def count_pages_without_text(file: File) -> int:
    """Return how many pages of a PDF have no text, whether their scans were read or not."""
    pages = select(func.count()).where(TextPage.file_id == file.id)
    with_text = db.session.scalar(pages) or 0
    return max(0, (file.page_count or 0) - with_text) if file.format == FORMAT else 0


def list_ids_to_recognise(*, limit: int) -> list[int]:
    """Return files that are done but for scans, which were sent before there was a recogniser."""
    pages = select(func.count()).where(TextPage.file_id == File.id).scalar_subquery()
    files = (
        select(File.id)
        .where(
            File.state == FileState.DONE,
            File.format == FORMAT,
            File.recognised_up_to < File.page_count,
            pages < File.page_count,
        )
        .order_by(File.id)
        .limit(limit)
    )
    return list(db.session.scalars(files))


def recognise_pages(
    stream: IO[bytes],
    numbers: Sequence[int],
    *,
    beat: Callable[[], None],
    keep: Callable[[int, str], None],
) -> None:
    """Read the scans of these pages of an open PDF, and give each to `keep` as it is known.

    A page that cannot be read is empty. `beat` is called about every ten seconds.
    """
    program = find_recogniser()
    if program is None:
        return
    for number in numbers:
        keep(number, _recognise(stream, number, program, beat=beat))


def _recognise(
    stream: IO[bytes], number: int, program: Tesseract, *, beat: Callable[[], None]
) -> str:
    with storage.draft() as picture:
        try:
            drawn = sandbox.make(stream, _DRAWING, {str(number): picture}, beat=beat)
            said = read_picture(picture, program, beat=beat) if drawn.formats else ""
        except UnreadableError as error:
            if error.failure is Failure.NO_SPACE:
                raise
            log.info("page not recognised", extra={"page": number, "detail": error.detail})
            return ""
    return clean_recognised(said)
