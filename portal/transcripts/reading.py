"""Lines of a transcript out of what a person typed or sent, checked as one."""

from collections.abc import Iterable
from dataclasses import replace

from flask_babel import gettext as _

from portal.content.text import clean_line
from portal.transcripts.decoding import decode
from portal.transcripts.lines import (
    LARGEST_TEXT,
    LONGEST_LINE,
    LONGEST_SPEAKER,
    MOST_LINES,
    SECOND,
    TimedLine,
)
from portal.transcripts.models import TranscriptKind
from portal.transcripts.plain import read_plain
from portal.transcripts.problems import Problems, refuse, too_many_lines
from portal.transcripts.subtitles import is_subtitles, read_subtitles
from portal.transcripts.times import clock, in_milliseconds


def read_file(data: bytes, *, kind: TranscriptKind, duration: float | None) -> list[TimedLine]:
    """Return the lines of a WebVTT, SubRip or typed text file, or raise InvalidError."""
    return read_text(decode(data), kind=kind, duration=duration)


def read_text(text: str, *, kind: TranscriptKind, duration: float | None) -> list[TimedLine]:
    """Return the lines of a text in any of our formats, in order, or raise InvalidError.

    `duration` is that of the recording in seconds, when it is known: what goes on a little
    longer ends with it.
    """
    if len(text) > LARGEST_TEXT:
        raise refuse(_("This text is too long: a transcript has 2 MB at most."))
    if is_subtitles(text):
        lines = read_subtitles(text)
    else:
        lines = read_plain(text, kind=kind, duration=duration)
    clean = [_clean(line, kind) for line in lines]
    kept = sorted((line for line in clean if line.text), key=lambda line: (line.start, line.end))
    _check(kept, text, duration)
    return [_fit(line, duration) for line in kept]


def _clean(line: TimedLine, kind: TranscriptKind) -> TimedLine:
    speaker = clean_line(line.speaker.replace(":", " ")) if kind is TranscriptKind.WORDS else ""
    return replace(line, speaker=speaker, text=clean_line(line.text))


def _check(lines: list[TimedLine], text: str, duration: float | None) -> None:
    if not lines:
        raise refuse(_("Write at least one line, with its time and its words."))
    if len(lines) > MOST_LINES:
        raise too_many_lines()
    problems = Problems(text)
    for line in sorted(lines, key=lambda line: line.origin):
        for sentence in _faults_of(line, duration):
            problems.add(line.origin, sentence)
    problems.raise_any()


def _faults_of(line: TimedLine, duration: float | None) -> Iterable[str]:
    if len(line.text) > LONGEST_LINE:
        yield _(
            "Line %(number)s: cut this into lines of %(most)s letters at most.",
            number=line.origin,
            most=LONGEST_LINE,
        )
    if len(line.speaker) > LONGEST_SPEAKER:
        yield _(
            "Line %(number)s: shorten the name to %(most)s letters.",
            number=line.origin,
            most=LONGEST_SPEAKER,
        )
    if duration and line.start >= duration * SECOND:
        yield _(
            "Line %(number)s: %(time)s is after the end of the recording (%(end)s).",
            number=line.origin,
            time=clock(line.start),
            end=clock(in_milliseconds(duration)),
        )


def _fit(line: TimedLine, duration: float | None) -> TimedLine:
    """Let a line end with the recording; many programs let the last one go on."""
    if not duration:
        return line
    return replace(line, end=min(line.end, in_milliseconds(duration)))
