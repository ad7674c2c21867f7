"""Lines of a transcript as pages show them: turns of one speaker, each line with its second."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from portal.library.transcripts.moments import write_moment
from portal.transcripts.lines import SECOND, TimedLine
from portal.transcripts.models import Transcript
from portal.transcripts.times import clock
from portal.web.formats import typeset
from portal.web.locale import foreign_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is heard at a time; `url` opens the page there."""

    time: str
    second: int
    url: str
    text: str
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Lines of one speaker."""

    speaker: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Lines in one language, until the second at which the last of them ends."""

    tag: str
    direction: str
    turns: Sequence[Turn]
    until: int


def present_lines(
    transcript: Transcript, lines: Sequence[TimedLine], current: int | None, language_code: str
) -> Text:
    """Return lines in turns; `current` is the number of the one that is heard first."""
    turns = [
        Turn(
            speaker=speaker,
            lines=[
                _line(line, transcript.file_id, language_code, is_current=line.origin == current)
                for line in group
            ],
        )
        for speaker, group in groupby(lines, key=lambda line: line.speaker)
    ]
    language = transcript.language
    return Text(
        tag=foreign_tag(language.tag),
        direction="rtl" if language.is_right_to_left else "ltr",
        turns=turns,
        until=-(-max((line.end for line in lines), default=0) // SECOND),
    )


def _line(line: TimedLine, file_id: int, language_code: str, *, is_current: bool) -> Line:
    second = line.start // SECOND
    return Line(
        time=clock(line.start),
        second=second,
        url=write_moment(file_id, second=second, language_code=language_code),
        text=typeset(line.text),
        is_current=is_current,
    )
