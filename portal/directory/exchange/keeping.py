"""Tables that went out, kept while they are true: a large one takes seconds to write.

One is written at a time, so that those who ask again and again slow each other down and
nobody else. Each process keeps its own, the latest ones, within a number of bytes.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import BoundedSemaphore, Lock

from flask import Flask
from werkzeug.exceptions import TooManyRequests

ROOM = 12_000_000
MOST_WAITING = 8

# About as long as the largest table takes to be written.
RETRY_SECONDS = 10


class KeptTables:
    """The tables last written, by what tells one state of one from any other."""

    def __init__(self, room: int = ROOM) -> None:
        """Keep up to `room` bytes."""
        self._free = room
        self._tables: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()
        self._writing = Lock()
        self._places = BoundedSemaphore(MOST_WAITING)

    def get(self, tag: str, write: Callable[[], bytes]) -> bytes:
        """Return a table, written now if it is not kept.

        Raises TooManyRequests while very many wait for theirs.
        """
        kept = self._find(tag)
        return self._write(tag, write) if kept is None else kept

    def _write(self, tag: str, write: Callable[[], bytes]) -> bytes:
        if not self._places.acquire(blocking=False):
            raise TooManyRequests(retry_after=RETRY_SECONDS)
        try:
            with self._writing:
                table = self._find(tag)  # somebody may have waited for the same one
                if table is None:
                    table = write()
                    self._keep(tag, table)
                return table
        finally:
            self._places.release()

    def _find(self, tag: str) -> bytes | None:
        with self._lock:
            table = self._tables.get(tag)
            if table is not None:
                self._tables.move_to_end(tag)
            return table

    def _keep(self, tag: str, table: bytes) -> None:
        with self._lock:
            self._tables[tag] = table
            self._free -= len(table)
            while self._free < 0:
                _tag, oldest = self._tables.popitem(last=False)
                self._free += len(oldest)


def init_app(app: Flask) -> None:
    """Give the application its memory of tables."""
    app.extensions["kept_tables"] = KeptTables()
