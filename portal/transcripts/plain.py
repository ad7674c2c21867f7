"""The format in which people type: `[12:40] Awa: text`, one line after the other.

The brackets may be missing, as in what video sites show beside a film.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from portal.content.text import clean_line
from portal.transcripts.lines import MOST_LINES, SECOND, TimedLine
from portal.transcripts.models import TranscriptKind
from portal.transcripts.problems import Problems, say_backward_line, too_many_lines
from portal.transcripts.speakers import join_speaker, split_speaker
from portal.transcripts.times import TIME, exact_clock, in_milliseconds, read_time

LAST_LINE = 5 * SECOND

_TIMES = rf"{TIME}(\s*[-–—>]+\s*{TIME})?"
_LINE = re.compile(rf"\s*\[\s*{_TIMES}\s*\]\s*(.*)")
_ALMOST_TIMED = re.compile(r"\s*\[\s*\d")
_BARE_LINE = re.compile(rf"\s*\(?{_TIMES}(?:\s*[):]|(?=\s|$))\s*(.*)")

_OPEN = -1


@dataclass(slots=True)
class _Typed:
    """A line as it is being read: what was typed may go on below."""

    number: int
    start: int
    end: int
    said: list[str] = field(default_factory=list)


def read_plain(text: str, *, kind: TranscriptKind, duration: float | None) -> list[TimedLine]:
    """Return the typed lines, or raise InvalidError with what to mend in which line.

    A line without a time goes on with the line above. A line ends where the next begins.
    Times need no brackets where no line has any.
    """
    written = text.split("\n")
    timed = _LINE if any(map(_ALMOST_TIMED.match, written)) else _BARE_LINE
    problems = Problems(text)
    typed: list[_Typed] = []
    for number, line in enumerate(written, start=1):
        if len(typed) > MOST_LINES:
            raise too_many_lines()
        if found := timed.fullmatch(line):
            typed.append(_read_line(number, found, problems))
        elif _ALMOST_TIMED.match(line):
            _refuse_time(number, problems)
        elif typed:
            typed[-1].said.append(line)
        elif line.strip():
            problems.add(
                number, _("Line %(number)s: begin with the time, as in [0:00].", number=number)
            )
    problems.raise_any()
    lines = [_finish(one, kind) for one in sorted(typed, key=lambda one: one.start)]
    return _close(lines, duration)


def write_plain(lines: Sequence[TimedLine], *, kind: TranscriptKind, duration: float | None) -> str:
    """Return lines as people type them; an end is written where it is not the next beginning."""
    usual = _close([replace(line, end=_OPEN) for line in lines], duration)
    return "\n".join(
        f"[{_times(line, closed)}] {_said(line, kind)}"
        for line, closed in zip(lines, usual, strict=True)
    )


def _read_line(number: int, found: re.Match[str], problems: Problems) -> _Typed:
    *times, said = found.groups()
    start = read_time(times[:4])
    end = read_time(times[5:]) if times[4] else _OPEN
    if start is None or end is None:
        _refuse_time(number, problems)
    elif times[4] and end <= start:
        problems.add(number, say_backward_line(number))
    return _Typed(number, start or 0, end or 0, [said])


def _refuse_time(number: int, problems: Problems) -> None:
    problems.add(
        number, _("Line %(number)s: write the time as [12:40] or [1:02:40].", number=number)
    )


def _finish(typed: _Typed, kind: TranscriptKind) -> TimedLine:
    text = clean_line(" ".join(typed.said))
    speaker, text = split_speaker(text) if kind is TranscriptKind.WORDS else ("", text)
    return TimedLine(typed.start, typed.end, speaker, text, typed.number)


def _close(lines: Iterable[TimedLine], duration: float | None) -> list[TimedLine]:
    """Return lines, in the order of their beginnings, with the ends that were left open."""
    closed: list[TimedLine] = []
    later, begun = in_milliseconds(duration), _OPEN
    for line in reversed(list(lines)):
        if begun > line.start:
            later = begun
        begun = line.start
        usual = later if later > line.start else line.start + LAST_LINE
        closed.append(replace(line, end=usual) if line.end == _OPEN else line)
    return closed[::-1]


def _said(line: TimedLine, kind: TranscriptKind) -> str:
    return join_speaker(line.speaker, line.text) if kind is TranscriptKind.WORDS else line.text


def _times(line: TimedLine, usual: TimedLine) -> str:
    if line.end == usual.end:
        return exact_clock(line.start)
    return f"{exact_clock(line.start)}-{exact_clock(line.end)}"
