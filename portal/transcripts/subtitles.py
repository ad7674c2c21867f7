"""Reads WebVTT (https://www.w3.org/TR/webvtt1/) and SubRip, as people's programs write them."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from flask_babel import gettext as _

from portal.transcripts.lines import MOST_LINES, TimedLine
from portal.transcripts.payload import drop_placing, read_voices
from portal.transcripts.problems import Problems, say_backward_line, too_many_lines
from portal.transcripts.rolling import Cue, without_repeated_lines
from portal.transcripts.times import TIME, read_time

ARROW = "-->"
SIGNATURE = "WEBVTT"

_TIMING = re.compile(rf"\s*{TIME}\s*-->\s*{TIME}(?:\s.*)?")
_ALMOST_TIMING = re.compile(r"\s*[\d:.,]*\d:\d[\d:.,]*\s*\W{1,3}\s*\d[\d:.,]*\s*")
_LONGEST_TIMING = 60
_TYPED = re.compile(r"\s*\[\s*\d")
_ASIDE = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")

Numbered = tuple[int, str]


def is_subtitles(text: str) -> bool:
    """Tell whether a text is WebVTT or SubRip, good or bad."""
    return text.startswith(SIGNATURE) or (ARROW in text and not _TYPED.match(text))


def read_subtitles(text: str) -> list[TimedLine]:
    """Return the lines of a subtitle file, or raise InvalidError with what to mend in which line.

    Comments, styles, regions, settings and markup are left out; a voice becomes the speaker.
    """
    reader = _Reader(text)
    for block in _blocks(text):
        reader.take(block)
    return reader.finish()


def _blocks(text: str) -> Iterator[list[Numbered]]:
    block: list[Numbered] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


class _Reader:
    """Takes blocks of lines, and gathers cues and problems."""

    def __init__(self, text: str) -> None:
        self._is_webvtt = text.startswith(SIGNATURE)
        self._cues: list[Cue] = []
        self._problems = Problems(text)

    def take(self, block: list[Numbered]) -> None:
        """Read the cues of a block; the blank line between two may be missing."""
        places = [place for place, (_number, line) in enumerate(block) if ARROW in line]
        is_aside = self._is_webvtt and _ASIDE.match(block[0][1])
        first = places[0] if places else len(block)
        if not is_aside:
            self._add_text(self._without_name(block[:first]) if places else block)
        for place, following in pairwise([*places, len(block)]):
            self._begin(*block[place])
            said = block[place + 1 : following]
            self._add_text(said if following == len(block) else _without_number(said))

    def finish(self) -> list[TimedLine]:
        """Return what was read, or raise InvalidError."""
        self._problems.raise_any()
        lines = (line for cue in without_repeated_lines(self._cues) for line in self._lines_of(cue))
        kept = list(islice(lines, MOST_LINES + 1))
        if len(kept) > MOST_LINES:
            raise too_many_lines()
        return kept

    def _without_name(self, lines: list[Numbered]) -> list[Numbered]:
        return lines[:-1] if self._is_webvtt else _without_number(lines)

    def _begin(self, number: int, line: str) -> None:
        if len(self._cues) == MOST_LINES:
            raise too_many_lines()
        found = _TIMING.fullmatch(line)
        start = read_time(found.groups()[:4]) if found else None
        end = read_time(found.groups()[4:]) if found else None
        if start is None or end is None:
            self._refuse_time(number)
        elif end <= start:
            self._problems.add(number, say_backward_line(number))
        self._cues.append(Cue(number, start or 0, end or 0))

    def _add_text(self, lines: Sequence[Numbered]) -> None:
        for number, line in lines:
            if len(line) < _LONGEST_TIMING and _ALMOST_TIMING.fullmatch(line):
                self._refuse_time(number)
            elif self._cues:
                self._cues[-1].payload.append(line)
            elif not line.strip().isdigit():
                self._problems.add(
                    number, _("Line %(number)s: there is no time above this text.", number=number)
                )

    def _refuse_time(self, number: int) -> None:
        self._problems.add(
            number,
            _(
                "Line %(number)s: write the time as 00:12:40.000 --> 00:12:45.000.",
                number=number,
            ),
        )

    def _lines_of(self, cue: Cue) -> Iterator[TimedLine]:
        payload = "\n".join(cue.payload)
        for speaker, text in read_voices(payload if self._is_webvtt else drop_placing(payload)):
            yield TimedLine(cue.start, cue.end, speaker, text, cue.number)


def _without_number(lines: list[Numbered]) -> list[Numbered]:
    """Return the lines without the number that SubRip puts above a time."""
    return lines[:-1] if lines and lines[-1][1].strip().isdigit() else lines
