"""Which lines of a long transcript a page shows: the opening, or those around a moment."""

from collections.abc import Sequence

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
    first = max(1, number - BEFORE)
    lines = list_lines(transcript_id, first=first, limit=_MOST_LINES + 1)
    count = 1
    length = len(lines[0].text) if lines else 0
    while count < min(len(lines), _MOST_LINES) and length < LONGEST_OPENING:
        length += len(lines[count].text) + _LINK
        count += 1
    return lines[:count], first == 1 and count >= len(lines)


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
