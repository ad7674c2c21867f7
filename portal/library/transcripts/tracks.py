"""Which of the transcripts of a recording to show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.library.models import Item
from portal.transcripts.models import Transcript, TranscriptKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """What was chosen of a recording: words, and chapters in their language if there are."""

    file_id: int
    words: Transcript | None
    chapters: Transcript | None
    all_words: Sequence[Transcript]


def choose_tracks(item: Item, transcripts: Sequence[Transcript], language_code: str) -> Tracks:
    """Return what to show of the transcripts of one recording.

    In this language, else in that of the recording, else the first there is.
    """
    all_words = [one for one in transcripts if one.kind is TranscriptKind.WORDS]
    chapters = [one for one in transcripts if one.kind is TranscriptKind.CHAPTERS]
    words = _pick(all_words, (language_code, item.language_code))
    spoken = words.language_code if words else language_code
    return Tracks(
        file_id=transcripts[0].file_id,
        words=words,
        chapters=_pick(chapters, (spoken, item.language_code)),
        all_words=all_words,
    )


def _pick(transcripts: Sequence[Transcript], codes: Iterable[str]) -> Transcript | None:
    by_code = {transcript.language_code: transcript for transcript in transcripts}
    found = next((by_code[code] for code in codes if code in by_code), None)
    return found or next(iter(transcripts), None)
