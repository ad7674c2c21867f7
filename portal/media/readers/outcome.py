"""What work on a file ends in: what was learned or made, or why nothing could be."""

from dataclasses import dataclass, field
from enum import StrEnum

from portal.media.readers.blocks import Block

# How a child ends that could not begin (EX_SOFTWARE of sysexits.h): nothing was learned.
CANNOT_BEGIN = 70


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
    SPOILT = "spoilt"


class Trace(StrEnum):
    """What in a file tells where it was made, by whom, or with what."""

    PLACE = "place"
    PEOPLE = "people"
    DEVICE = "device"
    MOMENTS = "moments"
    COMMENTS = "comments"
    CHANGES = "changes"
    HIDDEN = "hidden"
    VERSIONS = "versions"
    SCRIPTS = "scripts"
    ACTIONS = "actions"
    ATTACHMENTS = "attachments"
    TAGS = "tags"
    COVER = "cover"
    PREVIEW = "preview"
    PICTURES = "pictures"
    PICTURE_DATA = "picture_data"
    MOVING_PICTURE = "moving_picture"


class Fate(StrEnum):
    """What became of a trace in the clean copy: gone, still there, or for a person to judge."""

    REMOVED = "removed"
    KEPT = "kept"
    FOUND = "found"


class KilledError(Exception):
    """Something killed the child, which says nothing of the file: it is tried again."""


class UnreadableError(Exception):
    """A file that cannot be read, and why; `detail` is for the log alone."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(failure, detail)
        self.failure = failure
        self.detail = detail


@dataclass(slots=True)
class Reading:
    """What was learned of a file; `pages` holds those that have text, by number from 1.

    `blocks` holds the same text of those pages that have headings or lists.
    """

    pages: dict[int, str] = field(default_factory=dict)
    blocks: dict[int, list[Block]] = field(default_factory=dict)
    page_count: int | None = None
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    tags: dict[str, str] = field(default_factory=dict)
    thumbnail: bytes = b""
    protections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A trace, what became of it, and how often it was met."""

    trace: Trace
    fate: Fate
    count: int = 1


@dataclass(slots=True)
class Making:
    """What was made of a file: the format of each whole output, by its name."""

    formats: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    duration: float | None = None
    waveform: str = ""
    protections: tuple[str, ...] = ()
