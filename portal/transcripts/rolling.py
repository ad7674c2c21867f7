"""Captions that roll up: each cue shows the lines before once more, above the new one.

Video sites write what a program heard like this, as television does (CTA-608-E, roll-up).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from portal.transcripts.payload import plain_line

_MOST_ROWS = 4  # of roll-up captions
_GAP = 100  # milliseconds between two cues that follow each other
_INSTANT = 50  # a cue as short as this only moves the lines up


@dataclass(frozen=True)
class Cue:
    """A cue of a file: its times in milliseconds, its lines, and the number of its first line."""

    number: int
    start: int
    end: int
    payload: list[str] = field(default_factory=list)

    @cached_property
    def lines(self) -> list[tuple[str, str]]:
        """The lines that say something, each as written and without markup."""
        both = [(line, plain_line(line)) for line in self.payload]
        return [(line, plain) for line, plain in both if plain]


def without_repeated_lines(cues: Sequence[Cue]) -> list[Cue]:
    """Return captions that roll up with each line once, and any other captions as they are.

    They roll up if some cue shows new lines below repeated ones, and at least half of the cues
    that follow another show such lines or are there for an instant.
    """
    pairs = [(one, other) for one, other in pairwise(cues) if _follows(one, other)]
    rolling = [pair for pair in pairs if _rolls(*pair)]
    moving = [pair for pair in pairs if _is_repeated(*pair) and _is_instant(pair)]
    if not rolling or 2 * len(rolling + moving) < len(pairs):
        return list(cues)
    kept = list(cues[:1])
    for before, cue in pairwise(cues):
        repeated = _count_repeated(before, cue) if _follows(before, cue) else 0
        rest = [line for line, _plain in cue.lines[repeated:]]
        if rest or not repeated:
            kept.append(replace(cue, payload=rest))
        else:
            kept[-1] = replace(kept[-1], end=max(kept[-1].end, cue.end))
    return kept


def _follows(before: Cue, cue: Cue) -> bool:
    return before.start <= cue.start <= before.end + _GAP and bool(before.payload and cue.payload)


def _rolls(before: Cue, cue: Cue) -> bool:
    return 0 < _count_repeated(before, cue) < len(cue.lines)


def _is_repeated(before: Cue, cue: Cue) -> bool:
    return _count_repeated(before, cue) == len(cue.lines)


def _is_instant(cues: Sequence[Cue]) -> bool:
    return min(cue.end - cue.start for cue in cues) <= _INSTANT


def _count_repeated(before: Cue, cue: Cue) -> int:
    """Return how many of the first lines of a cue are the last lines of the cue before."""
    shown = [plain for _line, plain in before.lines[-_MOST_ROWS:]]
    shows = [plain for _line, plain in cue.lines[:_MOST_ROWS]]
    counts = range(min(len(shown), len(shows)), 0, -1)
    return next((count for count in counts if shown[-count:] == shows[:count]), 0)
