"""Which lines of a long transcript a page shows: the opening, or those around a moment."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from portal.transcripts.lines import TimedLine
from portal.transcripts.queries import list_line_lengths, list_lines

LONGEST_STRETCH = 11_000
LONGEST_OPENING = 1_500
BEFORE = 2

# What the link of a line weighs, in letters of text.
_LINK = 30
_MOST_LINES = LONGEST_OPENING // _LINK


def list_opening(transcript_id: int, number: int) -> tuple[list[TimedLine], bool]:
    """Return some lines around the one of this number, and whether they are all there is."""
    lines, is_all = _list_some(transcript_id, 1)
    if is_all or number <= BEFORE + 1:
        return lines, is_all
    return _list_some(transcript_id, number - BEFORE)[0], False


def _list_some(transcript_id: int, first: int) -> tuple[list[TimedLine], bool]:
    """Return as many lines as an opening has, and whether no other follows."""
    lines = list_lines(transcript_id, first=first, limit=_MOST_LINES + 1)
    ends = accumulate(len(line.text) + _LINK for line in lines)
    count = max(1, bisect_right(list(ends), LONGEST_OPENING))
    return lines[:count], count >= len(lines)


def cut_lines(transcript_id: int) -> list[Sequence[int]]:
    """Return the numbers of the lines in stretches that load fast."""
    stretches: list[list[int]] = []
    room = 0
    for number, length in list_line_lengths(transcript_id):
        if not stretches or room < length:
            stretches.append([])
            room = LONGEST_STRETCH
        stretches[-1].append(number)
        room -= length + _LINK
    return list(stretches)
