"""A transcript sent as a file, under the name of its recording."""

from io import BytesIO
from pathlib import PurePath

from flask import Response, send_file

from portal.media.models import File
from portal.media.names import clean_name
from portal.transcripts.models import Transcript, TranscriptKind
from portal.transcripts.queries import list_lines
from portal.transcripts.writing import write_reading, write_webvtt

_WRITERS = {"vtt": (write_webvtt, "text/vtt"), "txt": (write_reading, "text/plain")}


def send_transcript(file: File, transcript: Transcript, extension: str, *, title: str) -> Response:
    """Return a transcript as WebVTT (`vtt`) or as a text to read (`txt`), to be saved."""
    write, media_type = _WRITERS[extension]
    content = write(list_lines(transcript.id), title=title)
    response = send_file(
        BytesIO(content.encode()),
        mimetype=media_type,
        as_attachment=True,
        download_name=_name(file, transcript, extension),
        etag=False,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _name(file: File, transcript: Transcript, extension: str) -> str:
    parts = [PurePath(file.name).stem, transcript.language.tag, extension]
    if transcript.kind is TranscriptKind.CHAPTERS:
        parts.insert(1, transcript.kind.value)
    return clean_name(".".join(parts), extension=f".{extension}")
