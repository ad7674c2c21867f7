"""The desk's pages for the words of recordings: typed beside the player, or sent as a file."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.errors import InvalidError, NotFoundError
from portal.library.transcripts.delivery import send_transcript
from portal.library.transcripts.desk import Track, get_recording, get_track, show_track
from portal.library.transcripts.forms import SubtitleForm, TranscriptForm
from portal.library.transcripts.services import remove_transcript, save_transcript
from portal.transcripts.decoding import decode
from portal.transcripts.lines import LARGEST_TEXT
from portal.transcripts.models import TranscriptKind
from portal.transcripts.reading import read_text
from portal.transcripts.services import StaleTranscriptError
from portal.web.bodies import takes_texts

blueprint = Blueprint(
    "transcribing",
    __name__,
    url_prefix="/<language:language>/desk/items/<int:item_id>/files/<int:file_id>/transcript",
)

TRACK = "/<language_code>/<any(words, chapters):kind>"


@blueprint.get("/")
@access.signed_in
def choose(item_id: int, file_id: int) -> Response:
    """Lead to the words of a recording: in its own language, unless she chose another."""
    item, file = get_recording(item_id, file_id)
    code = request.args.get("language_code") or item.language_code
    kind = request.args.get("kind")
    known = kind if kind in set(TranscriptKind) else TranscriptKind.WORDS.value
    return redirect(
        url_for(".edit", item_id=item.id, file_id=file.id, language_code=code, kind=known)
    )


@blueprint.get(TRACK)
@access.signed_in
def edit(item_id: int, file_id: int, language_code: str, kind: str) -> Response:
    """Show the player with the lines under it."""
    track = get_track(item_id, file_id, language_code, kind)
    return show_track(track, form=TranscriptForm(text=track.text, version=track.version))


@blueprint.post(TRACK)
@access.signed_in
@takes_texts
def save(item_id: int, file_id: int, language_code: str, kind: str) -> Response:
    """Save the lines, unless somebody saved them meanwhile."""
    track = get_track(item_id, file_id, language_code, kind)
    form = TranscriptForm()
    return _keep(track, form.text.data or "", form)


@blueprint.post(f"{TRACK}/file")
@access.signed_in
@takes_texts
def upload(item_id: int, file_id: int, language_code: str, kind: str) -> Response:
    """Put the lines of a file in the place of those there are."""
    track = get_track(item_id, file_id, language_code, kind)
    form = SubtitleForm()
    if not form.validate():
        return show_track(track, subtitle_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with form.file.data.stream as sent:
            text = decode(sent.read(LARGEST_TEXT + 1))
    except InvalidError as error:
        form.file.errors = [*form.file.errors, *error.problems.values()]
        return show_track(track, subtitle_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _keep(track, text, TranscriptForm(formdata=None, text=text, version=form.version.data))


@blueprint.post(f"{TRACK}/delete")
@access.signed_in
def delete(item_id: int, file_id: int, language_code: str, kind: str) -> Response:
    """Take the words away."""
    track = get_track(item_id, file_id, language_code, kind)
    if track.transcript:
        remove_transcript(track.transcript)
    flash(_("These lines are deleted."), "done")
    return redirect(url_for("desk.show", item_id=item_id), HTTPStatus.SEE_OTHER)


@blueprint.get(f"{TRACK}.<any(vtt, txt):extension>")
@access.signed_in
def download(item_id: int, file_id: int, language_code: str, kind: str, extension: str) -> Response:
    """Send the lines as they are kept."""
    track = get_track(item_id, file_id, language_code, kind)
    if track.transcript is None:
        raise NotFoundError
    response = send_transcript(track.file, track.transcript, extension, title=track.item.title)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _keep(track: Track, text: str, form: TranscriptForm) -> Response:
    """Save a text, or show it again with what is wrong: nothing that was typed is lost."""
    try:
        lines = read_text(text, kind=track.kind, duration=track.file.duration)
        save_transcript(
            track.file,
            track.kind,
            track.language.code,
            lines,
            version=form.version.data or 0,
            author=signed_in_user(),
        )
    except InvalidError as error:
        form.text.errors = error.problems["text"].splitlines()
        return show_track(track, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except StaleTranscriptError:
        return _show_both(track, form)
    flash(_("Saved."), "done")
    return redirect(request.path.removesuffix("/file"), HTTPStatus.SEE_OTHER)


def _show_both(track: Track, form: TranscriptForm) -> Response:
    """Show both versions, and let her save hers over the one she has now seen."""
    current = get_track(track.item.id, track.file.id, track.language.code, track.kind)
    form.version.raw_data = None
    form.version.data = current.version
    return show_track(current, form=form, is_stale=True, status=HTTPStatus.CONFLICT)
