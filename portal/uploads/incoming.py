"""The body of a request, block by block, whatever becomes of the line."""

import socket
import time
from collections.abc import Iterator
from typing import IO

from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected

SMALLEST_BLOCK = 1024
LARGEST_BLOCK = 64 * 1024
QUICK_SECONDS = 0.05
SLOW_SECONDS = 0.5

# A phone that says nothing for so long has lost its line; it comes back on a new one.
SILENCE_SECONDS = 30


class Incoming:
    """What a request brings; blocks are as large as the line fills in about half a second.

    A server fills a whole block before it hands it over, and a cut loses what it holds:
    so a slow line is read in small ones.
    """

    def __init__(
        self, stream: IO[bytes], *, length: int | None, line: socket.socket | None = None
    ) -> None:
        """Read `length` bytes of `stream`, or up to its end; `line` is made impatient."""
        self.stream = stream
        self.length = length
        self.was_cut = False
        if line is not None:
            line.settimeout(SILENCE_SECONDS)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the blocks until the end, or until the line is cut: see `was_cut`."""
        size, received = SMALLEST_BLOCK, 0
        while self.length is None or received < self.length:
            started = time.monotonic()
            block = self._read(size)
            if not block:
                break
            received += len(block)
            yield block
            size = _fitting(size, time.monotonic() - started)
        self.was_cut = self.was_cut or (self.length is not None and received < self.length)

    def _read(self, size: int) -> bytes:
        try:
            return self.stream.read(size)
        except (ClientDisconnected, OSError, ParseException):
            self.was_cut = True
            return b""


def _fitting(size: int, seconds: float) -> int:
    if seconds < QUICK_SECONDS:
        return min(2 * size, LARGEST_BLOCK)
    return max(size // 2, SMALLEST_BLOCK) if seconds > SLOW_SECONDS else size
