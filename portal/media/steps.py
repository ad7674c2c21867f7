"""The steps of work on a file: read it, clean it, make it light, recognise its scans.

Each is passed over when its result is there. No transaction is open while a child works.
"""

import io
from functools import partial

from sqlalchemy import delete, insert

from portal.extensions import db, now
from portal.media import sandbox, storage
from portal.media.claims import Claim, change, write
from portal.media.copies import make_copies
from portal.media.inventory import is_intact
from portal.media.models import Family, File, Purpose, Rendition, TextPage
from portal.media.queries import get_file, is_used
from portal.media.readers.outcome import Failure, Reading, UnreadableError
from portal.media.readers.report import MAX_THUMBNAIL_BYTES
from portal.media.recognition import (
    find_recogniser,
    list_pages_to_recognise,
    recognise_pages,
)
from portal.media.sandbox import Task
from portal.media.sources import open_source

_MEGABYTE = 1_000_000
_LARGEST_COPY = 500 * _MEGABYTE
_COPY_MARGIN = 20 * _MEGABYTE
_SOUND_BYTES = 4 * 4_000  # a second of the heaviest copy of a sound, were it longer than it says
_CLEANING_SECONDS = 300
_SHRINKING_SECONDS = 600
_SOUND_COPIES = (Purpose.LIGHT, Purpose.SWIFT, Purpose.STANDARD)
_SLOWEST_SOUND = 8  # times real time, on a machine much slower than ours


def read_file(claim: Claim) -> None:
    """Keep the text, the facts and the thumbnail."""
    file = get_file(claim.file_id)
    sha256, file_format, is_read = file.sha256, file.format, file.read_at is not None
    db.session.rollback()
    if is_read:
        return
    with open_source(sha256) as stream:
        _keep_reading(claim, sandbox.read(stream, file_format, beat=claim.beat))


def clean_file(claim: Claim) -> None:
    """Keep a copy without what identifies or locates anybody, and what was found.

    One that the disk lost or damaged meanwhile is made again: the original is there for that.
    """
    file = get_file(claim.file_id)
    sha256, file_format = file.sha256, file.format
    former = file.copy_for(Purpose.CLEAN)
    kept = former.sha256 if former else ""
    task = Task("clean", file_format, _CLEANING_SECONDS, _most_from(file.size))
    db.session.rollback()
    if kept and is_intact(kept):
        return
    if not make_copies(claim, task, sha256, [Purpose.CLEAN]):
        raise UnreadableError(Failure.DAMAGED, "no clean copy")
    if kept and not is_used(kept):
        storage.path_of(kept).unlink(missing_ok=True)


def lighten_file(claim: Claim) -> None:
    """Keep the copies for slow lines, made from the clean one: sound always, a PDF if it helps."""
    file = get_file(claim.file_id)
    clean = file.copy_for(Purpose.CLEAN)
    is_light = file.copy_for(Purpose.LIGHT) is not None
    task = _lightening(file, clean) if clean else None
    sha256 = clean.sha256 if clean else ""
    db.session.rollback()
    if task is None or is_light:
        return
    is_sound = task.work == "sound"
    make_copies(claim, task, sha256, _SOUND_COPIES if is_sound else [Purpose.LIGHT])


def recognise_file(claim: Claim) -> None:
    """Keep the words of scans page by page, as far as there is a program that reads them."""
    file = get_file(claim.file_id)
    sha256, page_count = file.sha256, file.page_count
    numbers = list_pages_to_recognise(file)
    db.session.rollback()
    if numbers and not find_recogniser():
        return
    if numbers:
        _recognise(claim, sha256, numbers)
    change(claim, recognised_up_to=page_count or 0)


def _recognise(claim: Claim, sha256: str, numbers: list[int]) -> None:
    keep = partial(_keep_recognised, claim)
    try:
        with open_source(sha256) as stream:
            recognise_pages(stream, numbers, beat=claim.beat, keep=keep)
    except storage.NoSpaceError as error:
        raise UnreadableError(Failure.NO_SPACE) from error


def _keep_recognised(claim: Claim, number: int, text: str) -> None:
    """Keep the words of one scan; that there was progress is a reason to go on after a kill."""
    write(claim, recognised_up_to=number, seen_at=now(), attempts=1)
    if text:
        page = TextPage(file_id=claim.file_id, number=number, text=text, is_recognised=True)
        db.session.add(page)
    db.session.commit()


def _lightening(file: File, clean: Rendition) -> Task | None:
    if file.family is Family.AUDIO:
        seconds = 120 + int(file.duration or 0) // _SLOWEST_SOUND
        return Task("sound", clean.format, seconds, _most_of_sound(file.duration))
    if clean.format == "pdf":
        return Task("shrink", clean.format, _SHRINKING_SECONDS, _most_from(clean.size))
    return None


def _most_from(size: int) -> int:
    """Return how many bytes a copy of so many may have."""
    return min(2 * size + _COPY_MARGIN, _LARGEST_COPY)


def _most_of_sound(duration: float | None) -> int:
    """Return how many bytes a light copy of a sound may have."""
    if not duration:
        return _LARGEST_COPY
    return min(int(duration) * _SOUND_BYTES + _COPY_MARGIN, _LARGEST_COPY)


def _keep_reading(claim: Claim, reading: Reading) -> None:
    write(
        claim,
        read_at=now(),
        attempts=1,
        page_count=reading.page_count,
        duration=reading.duration,
        width=reading.width,
        height=reading.height,
        tags=reading.tags,
        thumbnail_sha256=_store_thumbnail(reading.thumbnail),
        recognised_up_to=0,
    )
    pages = [
        {
            "file_id": claim.file_id,
            "number": number,
            "text": text,
            "blocks": reading.blocks.get(number),
            "is_recognised": False,
        }
        for number, text in reading.pages.items()
    ]
    db.session.execute(delete(TextPage).where(TextPage.file_id == claim.file_id))
    if pages:
        db.session.execute(insert(TextPage), pages)
    db.session.commit()


def _store_thumbnail(thumbnail: bytes) -> str:
    if not thumbnail:
        return ""
    try:
        return storage.store(io.BytesIO(thumbnail), limit=MAX_THUMBNAIL_BYTES).sha256
    except storage.NoSpaceError as error:
        raise UnreadableError(Failure.NO_SPACE) from error
