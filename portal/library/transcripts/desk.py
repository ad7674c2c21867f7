"""What the desk's page for the words of a recording shows."""

from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.wrappers import Response

from portal.auth.identity import signed_in_user
from portal.errors import NotFoundError
from portal.library.desk_files import DeskFile, present_desk_file
from portal.library.file_queries import get_file_of
from portal.library.models import Item
from portal.library.queries import get_editable_item
from portal.library.transcripts.forms import KIND_WORDS, SubtitleForm, TrackForm, TranscriptForm
from portal.media.models import Family, File
from portal.transcripts.models import Transcript, TranscriptKind
from portal.transcripts.plain import write_plain
from portal.transcripts.queries import find_transcript, list_lines, list_transcripts
from portal.vocabulary.models import Language
from portal.vocabulary.queries import find_language
from portal.web.rendering import render_page


@dataclass(frozen=True, slots=True)
class Track:
    """The words of a recording that she works on; there may be none yet."""

    item: Item
    file: File
    kind: TranscriptKind
    language: Language
    transcript: Transcript | None

    @property
    def version(self) -> int:
        """The version that a save is written over; 0 before the first."""
        return self.transcript.version if self.transcript else 0

    @property
    def text(self) -> str:
        """The lines as people type them."""
        if self.transcript is None:
            return ""
        lines = list_lines(self.transcript.id)
        return write_plain(lines, kind=self.kind, duration=self.file.duration)


def get_recording(item_id: int, file_id: int) -> tuple[Item, File]:
    """Return a recording of a record that she may change, or raise NotFoundError."""
    item = get_editable_item(item_id, editor=signed_in_user())
    file = get_file_of(item, file_id)
    if file.family is not Family.AUDIO:
        raise NotFoundError
    return item, file


def get_track(item_id: int, file_id: int, language_code: str, kind: str) -> Track:
    """Return what she may change of a recording, or raise NotFoundError."""
    item, file = get_recording(item_id, file_id)
    language = find_language(language_code)
    if language is None:
        raise NotFoundError
    transcript = find_transcript(file.id, TranscriptKind(kind), language.code)
    return Track(item, file, TranscriptKind(kind), language, transcript)


def show_track(
    track: Track,
    *,
    form: TranscriptForm | None = None,
    subtitle_form: SubtitleForm | None = None,
    is_stale: bool = False,
    status: int = HTTPStatus.OK,
) -> Response:
    """Show the player, the lines and all that can be done with them."""
    return render_page(
        "transcripts/edit.html",
        status,
        track=track,
        shown=_present_file(track),
        form=form or TranscriptForm(formdata=None, text=track.text, version=track.version),
        subtitle_form=subtitle_form or SubtitleForm(formdata=None, version=track.version),
        track_form=TrackForm(
            formdata=None, kind=track.kind.value, language_code=track.language.code
        ),
        tracks=list_transcripts([track.file.id]),
        kind_words=KIND_WORDS,
        is_stale=is_stale,
    )


def _present_file(track: Track) -> DeskFile:
    return present_desk_file(track.item, track.file, user=signed_in_user())
