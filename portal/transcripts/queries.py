"""Reads of transcripts: which there are of a file, and their lines."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.transcripts.lines import TimedLine
from portal.transcripts.models import Cue, Transcript, TranscriptKind
from portal.vocabulary.models import Language


def find_transcript(file_id: int, kind: TranscriptKind, language_code: str) -> Transcript | None:
    """Return the transcript of a file in a language, if there is one."""
    return db.session.scalar(
        select(Transcript).filter_by(file_id=file_id, kind=kind, language_code=language_code)
    )


def list_transcripts(file_ids: Iterable[int]) -> list[Transcript]:
    """Return what these files have, with its language: by file, in the order of languages."""
    return list(
        db.session.scalars(
            select(Transcript)
            .join(Transcript.language)
            .where(Transcript.file_id.in_(list(file_ids)))
            .options(joinedload(Transcript.language))
            .order_by(Transcript.file_id, Language.position)
        )
    )


def list_lines(transcript_id: int, *, first: int = 1, limit: int | None = None) -> list[TimedLine]:
    """Return the lines of a transcript from the one of number `first`."""
    cues = (
        select(Cue.start, Cue.end, Cue.speaker, Cue.text, Cue.number)
        .where(Cue.transcript_id == transcript_id, Cue.number >= first)
        .order_by(Cue.number)
        .limit(limit)
    )
    return [TimedLine(*row) for row in db.session.execute(cues)]


def list_line_lengths(transcript_id: int) -> list[tuple[int, int]]:
    """Return (number, characters) of each line, in order."""
    lengths = (
        select(Cue.number, func.length(Cue.text))
        .where(Cue.transcript_id == transcript_id)
        .order_by(Cue.number)
    )
    return [(number, length) for number, length in db.session.execute(lengths)]


def number_at(transcript_id: int, second: int) -> int:
    """Return the number of the line heard at a second: the last that has begun, or the first."""
    begun = select(func.max(Cue.number)).where(
        Cue.transcript_id == transcript_id, Cue.start < (second + 1) * 1000
    )
    return db.session.scalar(begun) or 1
