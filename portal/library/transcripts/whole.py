"""The whole transcript of a recording, a stretch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _

from portal.errors import NotFoundError
from portal.library.file_views import FileView, present_files
from portal.library.models import Item
from portal.library.presentation import direction_of_content, trail_to
from portal.library.reading import Way
from portal.library.transcripts.moments import Moment, write_moment
from portal.library.transcripts.presentation import Said, present_around
from portal.library.transcripts.stretches import cut_lines
from portal.library.transcripts.tracks import choose_tracks
from portal.library.transcripts.turns import present_lines
from portal.transcripts.lines import SECOND, TimedLine
from portal.transcripts.models import Transcript
from portal.transcripts.queries import list_lines, list_transcripts, number_at
from portal.transcripts.times import clock
from portal.web.formats import typeset
from portal.web.locale import foreign_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTranscript:
    """The page around a stretch of a transcript; its recording can be heard there.

    `second` is when the first line of the stretch is heard, `language_code` that of its words.
    """

    title: str
    tag: str
    direction: str
    trail: Sequence[tuple[str, str]]
    item_url: str
    file: FileView
    said: Said
    language_code: str
    second: int
    previous: Way | None
    next: Way | None


def open_transcript(item: Item, moment: Moment) -> WholeTranscript:
    """Return the stretch of a transcript that holds a moment, or raise NotFoundError."""
    file, words = pick_recording(item, moment)
    tracks = choose_tracks(item, words, moment.language_code)
    if tracks.words is None:
        raise NotFoundError
    stretches = cut_lines(tracks.words.id)
    current = None if moment.second is None else number_at(tracks.words.id, moment.second)
    here = next((i for i, numbers in enumerate(stretches) if numbers[-1] >= (current or 1)), 0)
    lines = _list_stretch(tracks.words, stretches[here])
    item_url = url_for("library.show", slug=item.slug)
    return WholeTranscript(
        title=typeset(item.title),
        tag=foreign_tag(item.language.tag),
        direction=direction_of_content(item),
        trail=[*trail_to(item), (_("The record"), item_url)],
        item_url=item_url,
        file=file,
        said=replace(
            present_around(item, tracks, moment),
            words=present_lines(tracks.words, lines, current, moment.language_code),
        ),
        language_code=tracks.words.language_code,
        second=lines[0].start // SECOND,
        previous=_way(tracks.words, stretches, here - 1, moment),
        next=_way(tracks.words, stretches, here + 1, moment),
    )


def pick_recording(item: Item, moment: Moment) -> tuple[FileView, list[Transcript]]:
    """Return a recording that an item shows, with its transcripts, or raise NotFoundError.

    Without a number it is the first that has any.
    """
    files = present_files(item, with_thumbnails=False, moment=moment)
    shown = [file for file in files if file.is_audio]
    wanted = [file for file in shown if moment.file_id in {None, file.id}]
    transcripts = list_transcripts(file.id for file in wanted)
    for file in wanted:
        if of_file := [one for one in transcripts if one.file_id == file.id]:
            return file, of_file
    raise NotFoundError


def _list_stretch(transcript: Transcript, numbers: Sequence[int]) -> list[TimedLine]:
    return list_lines(transcript.id, first=numbers[0], limit=len(numbers))


def _way(
    transcript: Transcript, stretches: Sequence[Sequence[int]], index: int, moment: Moment
) -> Way | None:
    """Return the way to another stretch: to the time at which its first line is heard."""
    if not 0 <= index < len(stretches):
        return None
    (first,) = list_lines(transcript.id, first=stretches[index][0], limit=1)
    return Way(
        words=_("From %(time)s", time=clock(first.start)),
        url=write_moment(
            transcript.file_id,
            second=first.start // SECOND,
            language_code=moment.language_code,
        ),
    )
