"""Writes of transcripts, within the caller's transaction: whoever shows the file commits."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert

from portal.errors import PortalError
from portal.extensions import db, now
from portal.transcripts.lines import TimedLine
from portal.transcripts.models import Cue, Transcript, TranscriptKind
from portal.transcripts.queries import find_transcript


class StaleTranscriptError(PortalError):
    """Somebody saved the same transcript meanwhile."""


def write_transcript(  # noqa: PLR0913 - what is written, and over what, by keyword
    file_id: int,
    kind: TranscriptKind,
    language_code: str,
    lines: Sequence[TimedLine],
    *,
    version: int | None,
    author_id: int | None,
) -> Transcript:
    """Put lines in the place of those of `version`; 0 means that there was nothing.

    Without a version, whatever there was is replaced. Raises StaleTranscriptError.
    """
    transcript = find_transcript(file_id, kind, language_code)
    if version is not None and version != (transcript.version if transcript else 0):
        raise StaleTranscriptError
    if transcript is None:
        transcript = Transcript(file_id=file_id, kind=kind, language_code=language_code)
        db.session.add(transcript)
    transcript.updated_by_id = author_id
    transcript.updated_at = now()
    db.session.flush()
    _replace_lines(transcript.id, lines)
    return transcript


def delete_transcript(transcript: Transcript) -> None:
    """Delete a transcript with its lines."""
    db.session.delete(transcript)


def delete_transcripts(file_ids: Iterable[int]) -> None:
    """Delete every transcript and all chapters of these files."""
    db.session.execute(delete(Transcript).where(Transcript.file_id.in_(list(file_ids))))


def _replace_lines(transcript_id: int, lines: Sequence[TimedLine]) -> None:
    db.session.execute(delete(Cue).where(Cue.transcript_id == transcript_id))
    rows = [
        {
            "transcript_id": transcript_id,
            "number": number,
            "start": line.start,
            "end": line.end,
            "speaker": line.speaker,
            "text": line.text,
        }
        for number, line in enumerate(lines, start=1)
    ]
    db.session.execute(insert(Cue), rows)
