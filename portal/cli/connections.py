"""gunicorn's threaded worker with limits for slow connections.

A connection gets a thread once all of its request headers are there, a body must keep a
minimum rate, and one address may use half of the threads of a process.
"""

import errno
import os
import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from threading import Lock
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from portal.auth.throttle import household
from portal.config import Settings

HEADER_SECONDS = 20
MAX_HEADER_BYTES = 32 * 1024
BODY_SECONDS = 60
MIN_BODY_BYTES_PER_SECOND = 200  # GPRS in a crowded cell brings some 1 000

LINGER_SECONDS = 2
DRAIN_SECONDS = 0.3
MAX_LINGER_BYTES = 64 * 1024
MAX_LINGERING = 200

END_OF_HEADERS = b"\r\n\r\n"
TOO_MANY_REQUESTS = (
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 18\r\n\r\nToo many requests\n"
)


class TimedUnreader(SocketUnreader):  # type: ignore[misc]  # gunicorn has no types
    """Reads a request; one that comes too slowly ends as if the client had hung up."""

    def __init__(self, sock: socket.socket) -> None:
        """Start with the time for the first request."""
        super().__init__(sock)
        self.is_over = False
        self.begin_request()

    def begin_request(self) -> None:
        """Give the next request its own time."""
        self._deadline = time.monotonic() + BODY_SECONDS

    def limit_drain(self) -> None:
        """Give an unread body little time: its request has been answered."""
        self._deadline = min(self._deadline, time.monotonic() + DRAIN_SECONDS)

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return what has arrived, or nothing for ever once the time is over."""
        limit = self.sock.gettimeout()
        seconds = self._deadline - time.monotonic()
        if self.is_over or seconds <= 0:
            return self._end()
        self.sock.settimeout(seconds if limit is None else min(limit, seconds))
        try:
            data: bytes = super().chunk(size_hint)
        except TimeoutError:
            return self._end()
        finally:
            self.sock.settimeout(limit)
        self._deadline += len(data) / MIN_BODY_BYTES_PER_SECOND
        return data

    def _end(self) -> bytes:
        self.is_over = True  # what comes later must not be taken for another request
        return b""


class TimedConnection(TConn):  # type: ignore[misc]
    """A connection whose requests are read in limited time."""

    linger: Callable[["TimedConnection"], None]
    drained_bytes = 0

    def close(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002 - gunicorn's signature
        """Close, after the client has read the answer if `graceful`; never waits."""
        if graceful:
            self.linger(self)
        else:
            super().close()

    def init(self) -> None:
        """Prepare for the next request."""
        is_first = not self.initialized
        super().init()
        if is_first:
            self.parser.unreader = TimedUnreader(self.sock)
        else:
            self.parser.unreader.begin_request()

    def has_headers(self) -> bool:
        """Return whether a thread can read the headers without waiting.

        Otherwise wake the poller for more than has arrived. Raises ConnectionError when the
        headers are too long.
        """
        with suppress(BlockingIOError):
            head = self.sock.recv(MAX_HEADER_BYTES, socket.MSG_PEEK)
            if not head or END_OF_HEADERS in head:
                self._wake_after(1)
                return True
            if len(head) == MAX_HEADER_BYTES:
                raise ConnectionError("headers too long")
            self._wake_after(len(head) + 1)
        return False

    def _wake_after(self, size: int) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size)


class Busy(Exception):  # noqa: N818 - not an error
    """An address has as many requests in hand as it may have."""


class Addresses:
    """Counts the requests in hand of each client network."""

    def __init__(self, limit: int) -> None:
        """Allow so many at a time."""
        self._limit = limit
        self._in_hand: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def hold(self, address: str) -> Iterator[None]:
        """Count a request, or raise Busy."""
        with self._lock:
            if self._in_hand[address] >= self._limit:
                raise Busy
            self._in_hand[address] += 1
        try:
            yield
        finally:
            with self._lock:
                self._in_hand[address] -= 1
                if not self._in_hand[address]:
                    del self._in_hand[address]


class BoundedThreadWorker(ThreadWorker):  # type: ignore[misc]
    """Reads headers in the event loop, and requests in threads and limited time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read how many proxies of ours name the client's address."""
        super().__init__(*args, **kwargs)
        self._hops = Settings.from_environment(os.environ).proxy_hops
        self._addresses = Addresses(max(1, self.cfg.threads // 2))
        self._is_closed = False
        self._lingering: deque[TimedConnection] = deque()

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - gunicorn's signature
        """Accept connections or not; a socket that was shut down is left alone."""
        super().set_accept_enabled(enabled and not self._is_closed)

    def accept(self, listener: Any) -> None:
        """Accept a connection and wait for its headers."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno == errno.EINVAL:  # the supervisor stops
                self._is_closed = True
                self.set_accept_enabled(enabled=False)
            elif error.errno in {errno.EMFILE, errno.ENFILE}:
                time.sleep(0.01)  # until a connection ends
            elif error.errno not in {errno.EAGAIN, errno.ECONNABORTED}:
                raise
            return
        self.nr_conns += 1
        conn = TimedConnection(self.cfg, client, address, listener.getsockname())
        conn.linger = self._linger
        self._expect_request(conn)

    def on_client_socket_readable(self, conn: TimedConnection, client: socket.socket) -> None:
        """Wait for the headers of a further request on a kept connection."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._expect_request(conn)

    def on_pending_socket_readable(self, conn: TimedConnection, client: socket.socket) -> None:
        """Look whether the headers are complete now."""
        try:
            if not conn.has_headers():
                return
        except OSError:
            self._forget(conn, client)
            self.nr_conns -= 1
            conn.close()
            return
        self._forget(conn, client)
        self.enqueue_req(conn)

    def handle_request(self, req: Any, conn: TimedConnection) -> bool:
        """Answer a request, or refuse it when its address has too many in hand."""
        try:
            with self._addresses.hold(household(self._address_of(req, conn))):
                return bool(super().handle_request(req, conn))
        except Busy:
            conn.sock.sendall(TOO_MANY_REQUESTS)
            return False

    def murder_pending(self) -> None:
        """Close connections whose headers are late, and those that linger too long."""
        super().murder_pending()
        while self._lingering and self._lingering[0].timeout < time.monotonic():
            self._end_lingering(self._lingering[0])

    def _linger(self, conn: TimedConnection) -> None:
        """Close a connection once its client is silent (RFC 9112 section 9.6).

        To close it with unread bytes would reset it, and the client would lose the answer.
        gunicorn waits for that in the event loop, two seconds for each connection.
        """
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)  # noqa: FBT003 - no keyword
        except OSError:
            conn.close()
            return
        conn.timeout = time.monotonic() + LINGER_SECONDS
        self._lingering.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn))
        if len(self._lingering) > MAX_LINGERING:
            self._end_lingering(self._lingering[0])

    def _drain(self, conn: TimedConnection, client: socket.socket) -> None:
        try:
            data = client.recv(MAX_LINGER_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        conn.drained_bytes += len(data)
        if not data or conn.drained_bytes > MAX_LINGER_BYTES:
            self._end_lingering(conn)

    def _end_lingering(self, conn: TimedConnection) -> None:
        self._lingering.remove(conn)
        self.poller.unregister(conn.sock)
        conn.close()

    def _keepalive_after(self, conn: TimedConnection, keepalive: bool) -> bool:  # noqa: FBT001 - gunicorn's signature
        """Return whether the connection serves another request: not if its body drips on."""
        conn.parser.unreader.limit_drain()
        return bool(super()._keepalive_after(conn, keepalive)) and not conn.parser.unreader.is_over

    def _expect_request(self, conn: TimedConnection) -> None:
        conn.data_ready = True  # a thread need not wait for the first byte
        conn.timeout = time.monotonic() + HEADER_SECONDS
        self.pending_conns.append(conn)
        watch = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, watch)
        watch(conn.sock)

    def _forget(self, conn: TimedConnection, client: socket.socket) -> None:
        self.poller.unregister(client)
        self.pending_conns.remove(conn)

    def _address_of(self, req: Any, conn: TimedConnection) -> str:
        """Return the client's address as the application will see it."""
        named = [value for name, value in req.headers if name == "X-FORWARDED-FOR"]
        hops = ",".join(named).split(",")
        if 0 < self._hops <= len(hops):
            return str(hops[-self._hops]).strip()
        return str(conn.client[0]) if isinstance(conn.client, tuple) else ""
