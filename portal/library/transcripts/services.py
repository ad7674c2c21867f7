"""What people do to the words of a recording: write them, take them away."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.extensions import db
from portal.library.indexing import mark_items_of
from portal.media.models import File
from portal.search.outbox import wake_indexer
from portal.transcripts.lines import TimedLine
from portal.transcripts.models import Transcript, TranscriptKind
from portal.transcripts.services import (
    StaleTranscriptError,
    delete_transcript,
    write_transcript,
)


def save_transcript(  # noqa: PLR0913 - what is written, and over what, by keyword
    file: File,
    kind: TranscriptKind,
    language_code: str,
    lines: Sequence[TimedLine],
    *,
    version: int | None,
    author: User | None,
) -> Transcript:
    """Save lines over the version that the author saw, or raise StaleTranscriptError."""
    try:
        transcript = write_transcript(
            file.id,
            kind,
            language_code,
            lines,
            version=version,
            author_id=author.id if author else None,
        )
        mark_items_of(file.id)
        db.session.commit()
    except (IntegrityError, StaleDataError):
        db.session.rollback()
        raise StaleTranscriptError from None
    wake_indexer.enqueue()
    return transcript


def remove_transcript(transcript: Transcript) -> None:
    """Take a transcript, or chapters, away from their recording and from the index."""
    mark_items_of(transcript.file_id)
    delete_transcript(transcript)
    db.session.commit()
    wake_indexer.enqueue()
