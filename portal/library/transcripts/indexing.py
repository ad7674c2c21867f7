"""Transcripts and chapters as the search index wants them: lines with their seconds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import Row, select

from portal.extensions import db
from portal.library.models import Item, ItemFile
from portal.library.showing import IS_SHOWN
from portal.media.models import File
from portal.search.documents import Page
from portal.transcripts.lines import SECOND
from portal.transcripts.models import Cue, Transcript

LONGEST_PAGE = 8_000

CueRow = Row[int, int, int, str, str, int, str, str]
Line = tuple[CueRow, str]


def list_spoken_pages(item_ids: Sequence[int]) -> dict[int, list[Page]]:
    """Return, for each item, what is said in the recordings that it shows.

    A phrase that runs on into the next line is found, but for one line in several hundred:
    long transcripts are cut into stretches, so that a hit costs no more than in a long page.
    """
    rows = db.session.execute(
        select(
            ItemFile.item_id,
            Transcript.file_id,
            Transcript.id,
            Transcript.language_code,
            Item.language_code.label("spoken"),
            Cue.start,
            Cue.speaker,
            Cue.text,
        )
        .join(File, File.id == ItemFile.file_id)
        .join(Item, Item.id == ItemFile.item_id)
        .join(Transcript, Transcript.file_id == File.id)
        .join(Cue, Cue.transcript_id == Transcript.id)
        .where(ItemFile.item_id.in_(item_ids), IS_SHOWN)
        .order_by(ItemFile.item_id, ItemFile.position, Transcript.id, Cue.number)
    )
    pages: dict[int, list[Page]] = defaultdict(list)
    for _id, cues in groupby(rows, key=lambda row: (row.item_id, row.id)):
        for number, stretch in enumerate(_cut(_lines(cues)), start=1):
            pages[stretch[0][0].item_id].append(_page(number, stretch))
    return pages


def _lines(cues: Iterator[CueRow]) -> Iterator[Line]:
    """Yield each cue with what is read of it: a voice is named where it begins to speak."""
    for speaker, turn in groupby(cues, key=lambda cue: cue.speaker):
        for number, cue in enumerate(turn):
            yield cue, cue.text if number or not speaker else f"{speaker}: {cue.text}"


def _cut(lines: Iterator[Line]) -> Iterator[list[Line]]:
    stretch: list[Line] = []
    room = LONGEST_PAGE
    for cue, text in lines:
        if stretch and room < len(text):
            yield stretch
            stretch, room = [], LONGEST_PAGE
        stretch.append((cue, text))
        room -= len(text) + 1
    yield stretch


def _page(number: int, lines: Sequence[Line]) -> Page:
    first, _text = lines[0]
    return Page(
        text="\n".join(text for _cue, text in lines),
        number=number,
        file_id=first.file_id,
        language="" if first.language_code == first.spoken else first.language_code,
        seconds=tuple(cue.start // SECOND for cue, _text in lines),
    )
