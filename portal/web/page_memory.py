"""Pages that visitors read again, remembered until something changes.

A popular page is asked for far more often than it changes. Each process keeps the last
answers given to visitors, with the stamps of the moment: how many changes the database
had seen, and which index was open. An answer whose stamps are still true is given again;
any change makes all of them false at once, so what is withdrawn is gone at once.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock

from flask import Flask, Response, current_app, g, request, session

from portal.web.assets import Assets
from portal.web.locale import COOKIE as LANGUAGE_COOKIE
from portal.web.rendering import saves_data, wants_fragment

Stamp = Callable[[], object]

LONGEST_ADDRESS = 300
LONGEST_HOST = 260
LONGEST_ENCODINGS = 100

# What an answer costs beside its body: its key, its headers, and the objects around them.
BESIDE_THE_BODY = 4_000


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer as it left, and the stamps under which it is still true."""

    stamps: tuple[object, ...]
    body: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """How much room it takes, in bytes; an empty answer takes room too."""
        return BESIDE_THE_BODY + len(self.body)


class PageMemory:
    """The most recent answers, within a number of bytes; safe to share between threads."""

    def __init__(self, stamps: list[Stamp], room: int) -> None:
        """Remember up to `room` bytes; each of `stamps` tells one thing that pages depend on."""
        self.stamps = stamps
        self.free = room
        self._pages: OrderedDict[Hashable, Remembered] = OrderedDict()
        self._lock = Lock()

    def read_stamps(self) -> tuple[object, ...]:
        """Return what pages depend on, as it is now."""
        return tuple(stamp() for stamp in self.stamps)

    def find(self, key: Hashable, stamps: tuple[object, ...]) -> Remembered | None:
        """Return the answer remembered under `key` if it is still true."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.stamps != stamps:
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, page: Remembered) -> None:
        """Remember an answer, and forget the oldest ones beyond the room there is."""
        with self._lock:
            former = self._pages.pop(key, None)
            self.free += former.size if former else 0
            self._pages[key] = page
            self.free -= page.size
            while self.free < 0:
                _key, oldest = self._pages.popitem(last=False)
                self.free += oldest.size


def init_app(app: Flask, stamps: list[Stamp], room: int) -> None:
    """Give visitors what is remembered, and remember what they were given."""
    app.extensions["page_memory"] = PageMemory(stamps, room)
    app.before_request(recall)
    app.after_request(remember)


def recall() -> Response | None:
    """Answer a visitor from memory, where what she asks for is there and still true."""
    if not _may_remember():
        return None
    memory: PageMemory = current_app.extensions["page_memory"]
    g.stamps = memory.read_stamps()
    page = memory.find(_key(), g.stamps)
    if page is None:
        return None
    g.is_recalled = True
    response = Response(page.body, headers=list(page.headers))
    response.make_conditional(request)
    return response


def remember(response: Response) -> Response:
    """Keep a whole page or fragment that any visitor may be given."""
    stamps = g.get("stamps")
    if stamps is None or g.get("is_recalled") or not _is_for_everybody(response):
        return response
    memory: PageMemory = current_app.extensions["page_memory"]
    memory.keep(_key(), Remembered(stamps, response.get_data(), tuple(response.headers)))
    return response


def _may_remember() -> bool:
    """Tell whether this is a visitor's plain request for a page; files have no language."""
    return (
        request.method == "GET"
        and g.get("language") is not None
        and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
        and "Range" not in request.headers
        and len(request.full_path) <= LONGEST_ADDRESS
        and len(request.host_url) <= LONGEST_HOST
        and len(request.accept_encodings.to_header()) <= LONGEST_ENCODINGS
    )


def _is_for_everybody(response: Response) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and response.mimetype == "text/html"
        and not response.is_streamed
        and not session.modified
        and "no-store" not in response.headers.get("Cache-Control", "")
    )


def _key() -> Hashable:
    """Return all that decides what a visitor is given at one moment, in few and short values."""
    assets: Assets = current_app.extensions["assets"]
    return (
        request.host_url,  # pages print their address
        request.root_path,
        request.full_path,
        request.accept_encodings.to_header(),
        saves_data(),
        wants_fragment(),
        assets.has_stylesheet(),
        request.cookies.get(LANGUAGE_COOKIE) == g.get("language"),
    )
