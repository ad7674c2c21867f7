"""What is said in a recording, as the page of its record shows it, and all around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _

from portal.library.models import Item
from portal.library.transcripts.moments import Moment, write_moment
from portal.library.transcripts.stretches import list_opening
from portal.library.transcripts.tracks import Tracks, choose_tracks
from portal.library.transcripts.turns import Text, present_lines
from portal.transcripts.models import Transcript
from portal.transcripts.queries import list_lines, list_transcripts, number_at
from portal.web.formats import label

OPENING_CHAPTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A link among others: a language with its HTML tag, or a file to take away."""

    words: str
    url: str
    tag: str = ""
    is_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The chapters and the words of a recording, in one of its languages.

    Words have a `whole_url` where the page shows but some of them.
    """

    file_id: int
    remark: str
    chapters: Text | None
    words: Text | None
    languages: Sequence[Choice]
    downloads: Sequence[Choice]
    whole_url: str | None = None


def present_said(item: Item, file_ids: Sequence[int], moment: Moment) -> list[Said]:
    """Return what is said in these recordings: the opening, or what is around the moment."""
    if not file_ids:
        return []
    of_file = {
        file_id: list(group)
        for file_id, group in groupby(list_transcripts(file_ids), key=lambda one: one.file_id)
    }
    heard = moment.file_id or file_ids[0]
    return [
        _present(item, of_file[file_id], moment if file_id == heard else Moment(file_id=file_id))
        for file_id in file_ids
        if file_id in of_file
    ]


def present_around(
    item: Item, tracks: Tracks, moment: Moment, *, most_chapters: int | None = None
) -> Said:
    """Return all that stands around the words: chapters, other languages, files to take away."""
    return Said(
        file_id=tracks.file_id,
        remark=_remark(item, tracks.words),
        chapters=_chapters(tracks.chapters, most_chapters) if tracks.chapters else None,
        words=None,
        languages=_languages(tracks, moment),
        downloads=list(_downloads(item, tracks)),
    )


def _present(item: Item, transcripts: Sequence[Transcript], moment: Moment) -> Said:
    tracks = choose_tracks(item, transcripts, moment.language_code)
    said = present_around(item, tracks, moment, most_chapters=OPENING_CHAPTERS)
    if tracks.words is None:
        return said
    second = moment.second
    current = None if second is None else number_at(tracks.words.id, second)
    lines, is_all = list_opening(tracks.words.id, current or 1)
    return replace(
        said,
        words=present_lines(tracks.words, lines, current, moment.language_code),
        whole_url=None if is_all else _whole_url(item, tracks.words, moment),
    )


def _remark(item: Item, words: Transcript | None) -> str:
    if words is None or words.language_code == item.language_code:
        return ""
    return _(
        "These words are in %(language)s; the recording is in %(spoken)s.",
        language=label(words.language.labels),
        spoken=label(item.language.labels),
    )


def _chapters(transcript: Transcript, most: int | None) -> Text:
    return present_lines(transcript, list_lines(transcript.id, limit=most), None, "")


def _languages(tracks: Tracks, moment: Moment) -> list[Choice]:
    """Return the languages of the words when there is a choice."""
    choices = [
        Choice(
            words=label(one.language.labels),
            url=write_moment(tracks.file_id, second=moment.second, language_code=one.language_code),
            tag=one.language.tag,
            is_here=one is tracks.words,
        )
        for one in tracks.all_words
    ]
    return choices if len(choices) > 1 else []


def _downloads(item: Item, tracks: Tracks) -> Iterator[Choice]:
    if tracks.words:
        yield Choice(words=_("For players (VTT)"), url=_download_url(item, tracks.words, "vtt"))
        yield Choice(words=_("To read (text)"), url=_download_url(item, tracks.words, "txt"))
    if tracks.chapters:
        yield Choice(words=_("Chapters (VTT)"), url=_download_url(item, tracks.chapters, "vtt"))
        yield Choice(words=_("Chapters (text)"), url=_download_url(item, tracks.chapters, "txt"))


def _download_url(item: Item, transcript: Transcript, extension: str) -> str:
    return url_for(
        "transcripts.download",
        slug=item.slug,
        kind=transcript.kind.value,
        extension=extension,
        file=transcript.file_id,
        lang=transcript.language_code,
    )


def _whole_url(item: Item, words: Transcript, moment: Moment) -> str:
    return url_for("transcripts.show", slug=item.slug) + write_moment(
        words.file_id, second=moment.second, language_code=moment.language_code
    )
