"""A line of a transcript before it is kept, and the limits of what is kept."""

from dataclasses import dataclass, field

LARGEST_TEXT = 2_000_000
MOST_LINES = 20_000
LONGEST_LINE = 2_000
LONGEST_SPEAKER = 120
SECOND = 1000


@dataclass(frozen=True, slots=True)
class TimedLine:
    """What is said from `start` to `end`, in milliseconds, and by whom if that is known.

    `origin` is the number of the line where it stood in what was sent, for sentences about it.
    """

    start: int
    end: int
    speaker: str
    text: str
    origin: int = field(default=0, compare=False)
