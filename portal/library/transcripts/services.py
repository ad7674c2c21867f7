"""What people do to the words of a recording: write them, take them away."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.errors import InvalidError
from portal.extensions import db, is_conflict
from portal.library.consents import is_taken_back
from portal.library.indexing import mark_items_of
from portal.media.models import File
from portal.search.outbox import wake_indexer
from portal.transcripts.lines import TimedLine
from portal.transcripts.models import Transcript, TranscriptKind
from portal.transcripts.problems import refuse
from portal.transcripts.queries import find_transcript, list_lines
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
    """Save lines over the version that the author saw, or raise StaleTranscriptError.

    The same lines change nothing.

    Raises InvalidError when the recording was taken back, be it since she opened the editor.
    """
    kept = find_transcript(file.id, kind, language_code)
    if kept and version in {None, kept.version} and list_lines(kept.id) == list(lines):
        return kept
    try:
        mark_items_of(file.id)
        _refuse_taken_back(file)
        transcript = write_transcript(
            file.id,
            kind,
            language_code,
            lines,
            version=version,
            author_id=author.id if author else None,
        )
        db.session.commit()
    except InvalidError:
        db.session.rollback()
        raise
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        if is_conflict(error):
            raise StaleTranscriptError from None
        raise
    wake_indexer.enqueue()
    return transcript


def remove_transcript(transcript: Transcript) -> None:
    """Take a transcript, or chapters, away from their recording and from the index."""
    mark_items_of(transcript.file_id)
    delete_transcript(transcript)
    db.session.commit()
    wake_indexer.enqueue()


def _refuse_taken_back(file: File) -> None:
    """Ask once the transaction holds what it is to change: nobody takes back meanwhile."""
    db.session.flush()
    if is_taken_back(file):
        raise refuse(
            _(
                "This recording was taken back, and what is said in it is kept no more. If its "
                "people agree again, say so on the page of the record first."
            )
        )
