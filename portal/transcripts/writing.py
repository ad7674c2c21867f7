"""A transcript as a file to take away: WebVTT, or a text to read."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from portal.transcripts.lines import TimedLine
from portal.transcripts.times import clock, timestamp


def write_webvtt(lines: Iterable[TimedLine], *, title: str) -> str:
    """Return WebVTT; the title stands in a comment."""
    cues = (f"{_timing(line)}\n{_payload(line)}" for line in lines)
    comment = escape(title, quote=False).replace("\n", " ")
    return "\n\n".join(["WEBVTT", f"NOTE {comment}", *cues]) + "\n"


def write_reading(lines: Sequence[TimedLine], *, title: str) -> str:
    """Return a text for people: the title, then each turn with its time and its speaker."""
    return "\n\n".join([title, *_turns(lines)]) + "\n"


def _timing(line: TimedLine) -> str:
    return f"{timestamp(line.start)} --> {timestamp(line.end)}"


def _payload(line: TimedLine) -> str:
    text = escape(line.text, quote=False)
    return f"<v {escape(line.speaker, quote=False)}>{text}" if line.speaker else text


def _turns(lines: Sequence[TimedLine]) -> Iterator[str]:
    for speaker, group in groupby(lines, key=lambda line: line.speaker):
        turn = list(group)
        if speaker:
            yield f"[{clock(turn[0].start)}] {speaker}: {' '.join(line.text for line in turn)}"
        else:
            yield "\n".join(f"[{clock(line.start)}] {line.text}" for line in turn)
