"""Transcripts and chapters that an import brings: files beside the recordings they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from portal.errors import InvalidError
from portal.library.consents import is_taken_back
from portal.library.models import Item
from portal.library.transcripts.services import save_transcript
from portal.media.models import Family, File
from portal.transcripts.lines import TimedLine
from portal.transcripts.models import TranscriptKind
from portal.transcripts.problems import FIELD
from portal.transcripts.queries import find_transcript, list_lines
from portal.transcripts.reading import read_file
from portal.web.formats import isolated

TRACK_COLUMNS = {
    "transcript": TranscriptKind.WORDS,
    "chapters": TranscriptKind.CHAPTERS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFile:
    """Lines out of a file; `stem` is the name of the recording they belong to."""

    column: str
    stem: str
    language_code: str
    lines: Sequence[TimedLine]

    @property
    def kind(self) -> TranscriptKind:
        """What the lines are."""
        return TRACK_COLUMNS[self.column]


def read_track(path: Path, column: str, *, stem: str, language_code: str) -> TrackFile:
    """Return the lines of a file, or raise InvalidError with the lines to mend."""
    try:
        lines = read_file(path.read_bytes(), kind=TRACK_COLUMNS[column], duration=None)
    except InvalidError as error:
        problem = f"{isolated(path.name)}: {error.problems[FIELD]}".replace("\n", " ")
        raise InvalidError({column: problem}) from error
    return TrackFile(column=column, stem=stem, language_code=language_code, lines=lines)


def list_new_tracks(item: Item | None, tracks: Iterable[TrackFile]) -> list[TrackFile]:
    """Return the tracks that say something else than what the item has."""
    return [track for track in tracks if item is None or not _is_kept(item, track)]


def write_tracks(item: Item, tracks: Iterable[TrackFile]) -> None:
    """Give the recordings of an item these lines in the place of those they had."""
    for track in tracks:
        file = _find_recording(item, track)
        if file is None:
            problem = _("This record has no recording to which these lines could belong.")
            raise InvalidError({track.column: problem})
        save_transcript(
            file, track.kind, track.language_code, track.lines, version=None, author=None
        )


def _find_recording(item: Item, track: TrackFile) -> File | None:
    """Return the recording of the same name, or else the first."""
    recordings = [file for file in item.files if file.family is Family.AUDIO]
    same_name = (file for file in recordings if Path(file.name).stem == track.stem)
    return next(same_name, recordings[0] if recordings else None)


def _is_kept(item: Item, track: TrackFile) -> bool:
    """Tell whether there is nothing to write; what was taken back of a recording stays away."""
    file = _find_recording(item, track)
    if file and is_taken_back(file):
        return True
    transcript = find_transcript(file.id, track.kind, track.language_code) if file else None
    return transcript is not None and list_lines(transcript.id) == list(track.lines)
