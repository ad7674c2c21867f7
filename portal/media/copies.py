"""Copies of a file: made by a locked child, stored, and kept as rows."""

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from typing import IO, Any

from sqlalchemy import delete

from portal.extensions import db, now
from portal.media import sandbox, storage
from portal.media.claims import Claim, LostClaimError, write
from portal.media.models import Purpose, Rendition
from portal.media.readers.outcome import Failure, Making, UnreadableError
from portal.media.room import limit_to_room
from portal.media.sandbox import Task
from portal.media.sources import open_source


def make_copies(
    claim: Claim, task: Task, sha256: str, purposes: Collection[Purpose]
) -> list[Purpose]:
    """Have copies made of the stored bytes, keep those that were made, and return which.

    What was found on the way is kept too. Raises UnreadableError or LostClaimError.
    """
    with ExitStack() as open_files:
        try:
            stream = open_files.enter_context(open_source(sha256))
            drafts = {
                purpose.value: open_files.enter_context(storage.draft()) for purpose in purposes
            }
            making = _make(claim, task, stream, drafts)
            stored = {Purpose(name): storage.keep(drafts[name]) for name in making.formats}
        except storage.NoSpaceError as error:
            raise UnreadableError(Failure.NO_SPACE) from error
    _keep(claim, stored, making)
    return list(stored)


def _make(claim: Claim, task: Task, stream: IO[bytes], drafts: Mapping[str, IO[bytes]]) -> Making:
    """Have the drafts written; one that is too big for the room of now may find some later."""
    limited = limit_to_room(task, len(drafts))
    try:
        return sandbox.make(stream, limited, drafts, beat=claim.beat)
    except UnreadableError as error:
        if error.failure is Failure.TOO_BIG and limited != task:
            raise UnreadableError(Failure.NO_SPACE, "spare room") from error
        raise


def _keep(claim: Claim, stored: dict[Purpose, storage.StoredBytes], making: Making) -> None:
    """Put the copies in the place of former ones, or in the bin when the claim is lost."""
    try:
        write(claim, seen_at=now(), attempts=1, **_facts(making))
    except LostClaimError:
        for copy in stored.values():
            storage.discard(copy.sha256)
        raise
    for purpose, copy in stored.items():
        is_former = (Rendition.file_id == claim.file_id) & (Rendition.purpose == purpose)
        db.session.execute(delete(Rendition).where(is_former))
        db.session.add(
            Rendition(
                file_id=claim.file_id,
                purpose=purpose,
                sha256=copy.sha256,
                size=copy.size,
                format=making.formats[purpose.value],
            )
        )
    db.session.commit()


def _facts(making: Making) -> dict[str, Any]:
    """Return what a child learned while it worked, as columns of the file."""
    facts: dict[str, Any] = {}
    if Purpose.CLEAN.value in making.formats:
        facts["protection"] = [
            {"trace": found.trace.value, "fate": found.fate.value, "count": found.count}
            for found in making.findings
        ]
    if making.duration is not None:
        facts["duration"] = making.duration
    if making.waveform:
        facts["waveform"] = making.waveform
    return facts
