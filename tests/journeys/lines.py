"""A line between a phone and the site: slow, counted, and cut at will."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

BLOCK = 2_048
WINDOW = 16_384
END_OF_HEAD = b"\r\n\r\n"


class Line:
    """A TCP proxy that counts the bytes of PATCH bodies, in a thread of its own."""

    def __init__(self, site_url: str, *, bytes_per_second: float = 0) -> None:
        """Lead to the site; 0 is as fast as can be."""
        self.host, self.port = urlsplit(site_url).hostname, urlsplit(site_url).port
        self.bytes_per_second = bytes_per_second
        self.url = ""
        self.patched = 0
        self.largest_piece = 0
        self._is_cut = False
        self._free_at = 0.0
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def start(self) -> None:
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._run(self._listen())}"

    def stop(self) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Drop whatever is on the line, and let nothing through until `mend`."""
        self._run(self._cut())

    def mend(self) -> None:
        self._is_cut = False

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0, limit=WINDOW)
        return int(self._server.sockets[0].getsockname()[1])

    async def _cut(self) -> None:
        self._is_cut = True
        for writer in list(self._open):
            writer.transport.abort()

    async def _close(self) -> None:
        self._server.close()
        await self._cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(
        self, from_phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter
    ) -> None:
        if task := asyncio.current_task():
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._open.add(to_phone)
        if self._is_cut:
            to_phone.transport.abort()
            return
        from_site, to_site = await asyncio.open_connection(self.host, self.port)
        self._open.add(to_site)
        back = asyncio.create_task(self._carry_back(from_site, to_phone))
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                await self._carry_request(from_phone, to_site)
        to_site.close()
        await back
        self._open -= {to_site, to_phone}

    async def _carry_request(
        self, from_phone: asyncio.StreamReader, to_site: asyncio.StreamWriter
    ) -> None:
        head = await from_phone.readuntil(END_OF_HEAD)
        to_site.write(head)
        lines = head.decode("latin-1").lower().split("\r\n")
        lengths = [line.split(":")[1] for line in lines if line.startswith("content-length:")]
        missing = int(lengths[0]) if lengths else 0
        is_patch = head.startswith(b"PATCH ")
        if is_patch:
            self.largest_piece = max(self.largest_piece, missing)
        while missing:
            block = await from_phone.read(min(BLOCK, missing))
            if not block:
                raise ConnectionError
            await self._take_time(len(block))
            to_site.write(block)
            await to_site.drain()
            missing -= len(block)
            self.patched += len(block) if is_patch else 0

    async def _carry_back(
        self, from_site: asyncio.StreamReader, to_phone: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError):
            while block := await from_site.read(WINDOW):
                to_phone.write(block)
                await to_phone.drain()
        to_phone.close()

    async def _take_time(self, size: int) -> None:
        if self.bytes_per_second:
            self._free_at = max(self._free_at, time.monotonic()) + size / self.bytes_per_second
            await asyncio.sleep(self._free_at - time.monotonic())


@contextmanager
def open_line(site_url: str, *, bytes_per_second: float = 0) -> Iterator[Line]:
    line = Line(site_url, bytes_per_second=bytes_per_second)
    line.start()
    try:
        yield line
    finally:
        line.stop()
