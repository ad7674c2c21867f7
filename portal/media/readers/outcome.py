"""What reading a file ends in: what was learned, or why nothing could be."""

from dataclasses import dataclass, field
from enum import StrEnum


class Failure(StrEnum):
    """Why a file could not be read."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_BIG = "too_big"
    TOO_SLOW = "too_slow"
    TOO_MANY_PAGES = "too_many_pages"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    GAVE_UP = "gave_up"
    NO_SPACE = "no_space"
    MISSING = "missing"


class UnreadableError(Exception):
    """A file that cannot be read, and why; `detail` is for the log alone."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(failure, detail)
        self.failure = failure
        self.detail = detail


@dataclass(slots=True)
class Reading:
    """What was learned of a file; `pages` holds those that have text, by number from 1."""

    pages: dict[int, str] = field(default_factory=dict)
    page_count: int | None = None
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    tags: dict[str, str] = field(default_factory=dict)
    thumbnail: bytes = b""
    protections: tuple[str, ...] = ()
