"""Where uploads go: features register how they take what has arrived."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.auth.models import User
from portal.media.models import File
from portal.uploads.models import Upload


@dataclass(frozen=True, slots=True)
class Described:
    """A record as its people know it: what it is called, and where its page is."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """How one kind of record takes files.

    `check` raises NotFoundError or NotAllowedError when the person may not add to the
    record. `deliver` puts a received file there and commits, all that the session holds in
    one transaction; it raises the same, or InvalidError when it must be tried again.
    `describe` returns the record as the person may see it, or None when it is gone for her.
    """

    check: Callable[[User, int], None]
    deliver: Callable[[Upload, File, User], None]
    describe: Callable[[User, int], Described | None]


_destinations: dict[str, Destination] = {}


def register_destination(name: str, destination: Destination) -> None:
    """Let uploads be sent to records of this kind."""
    _destinations[name] = destination


def find_destination(name: str) -> Destination | None:
    """Return how this kind of record takes files, or None for an unknown kind."""
    return _destinations.get(name)
