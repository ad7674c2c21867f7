"""Keeps one generation of the site's processes running, and replaces it on HUP.

The supervisor owns the listening socket, so the port stays open while generations change.
It does not load the application, and takes about 10 MB.
"""

import logging
import os
import queue
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType

from portal.config import GRACE_SECONDS
from portal.media.readers.kernel import die_with_parent

log = logging.getLogger("portal.serve")

TICK_SECONDS = 0.3
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0  # before a generation is replaced again
READY_SECONDS = 60  # for a new generation on a slow machine
LAST_ACCEPT_SECONDS = 0.5
KILL_SECONDS = GRACE_SECONDS + 5

# One arena for each of 64 threads would each keep the largest block that its thread ever used.
# A fixed threshold also returns large blocks, such as the 19 MB of a password hash, when freed.
# The C library reads these once, when a program starts.
MALLOC = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(128 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(128 * 1024),
}


class Generation:
    """The processes of one loaded version of the product: web server and worker."""

    def __init__(self, listener: socket.socket) -> None:
        """Start the processes in a session of their own, so that Ctrl-C reaches us alone."""
        self._ready_pipe, ready = os.pipe()
        os.set_blocking(self._ready_pipe, False)
        command = [sys.executable, "-m", "portal.cli.generation"]
        self._process = subprocess.Popen(  # noqa: S603 - fixed words
            [*command, str(listener.fileno()), str(ready)],
            env=MALLOC | os.environ,
            pass_fds=(listener.fileno(), ready),
            start_new_session=True,
            preexec_fn=_die_with_supervisor,  # noqa: PLW1509 - we have no threads
        )
        os.close(ready)
        self.started_at = time.monotonic()
        self.is_ready = False

    def check_ready(self) -> bool:
        """Return whether a web process of this generation has answered a request."""
        if not self.is_ready:
            with suppress(BlockingIOError):
                self.is_ready = bool(os.read(self._ready_pipe, 1))
        return self.is_ready

    def poll(self) -> int | None:
        """Return the exit status, or None while the generation runs."""
        return self._process.poll()

    def stop(self) -> None:
        """Ask the generation to finish the requests in hand and end."""
        self.stopped_at = time.monotonic()
        self._process.send_signal(signal.SIGTERM)

    def is_over(self) -> bool:
        """Return whether a stopped generation has ended, and kill one that takes too long."""
        if self.poll() is None:
            if time.monotonic() < self.stopped_at + KILL_SECONDS:
                return False
            self._process.kill()  # its children are told to die with it
            self._process.wait()
        self.close()
        return True

    def close(self) -> None:
        """Close the pipe of a generation that has ended."""
        os.close(self._ready_pipe)


class Supervisor:
    """Runs the current generation, and for a while the next and the retired ones."""

    def __init__(self, listener: socket.socket) -> None:
        """Take the listening socket that every generation inherits."""
        self._listener = listener
        self._signals: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._current: Generation
        self._next: Generation | None = None
        self._retired: list[Generation] = []
        self._was_ever_ready = False
        self._pause = FIRST_PAUSE_SECONDS

    def run(self) -> int:
        """Run until SIGINT or SIGTERM, and return the exit status.

        Ends with the status of the first generation if none ever gets ready; later, a
        generation that dies is replaced, whether its replacement gets ready or not.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._enqueue)
        self._current = Generation(self._listener)
        while True:
            match self._next_signal():
                case signal.SIGINT | signal.SIGTERM:
                    self._stop()
                    return 0
                case signal.SIGHUP:
                    self._reload()
            self._advance_reload()
            self._retired = [one for one in self._retired if not one.is_over()]
            if not self._keep_current():
                status = self._current.poll() or 1
                self._stop()
                return status

    def _enqueue(self, number: int, _frame: FrameType | None) -> None:
        self._signals.put(number)

    def _next_signal(self) -> int | None:
        try:
            return self._signals.get(timeout=TICK_SECONDS)
        except queue.Empty:
            return None

    def _keep_current(self) -> bool:
        """Replace the current generation if it died. Return False if none ever was ready.

        Each replacement that dies before it is ready doubles the pause before the next.
        """
        if self._current.check_ready():
            self._was_ever_ready, self._pause = True, FIRST_PAUSE_SECONDS
        status = self._current.poll()
        is_due = time.monotonic() > self._current.started_at + self._pause
        if status is not None and self._was_ever_ready and is_due:
            log.error("web server ended, starting again", extra={"status": status})
            self._current.close()
            self._current = Generation(self._listener)
            self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
        return status is None or self._was_ever_ready

    def _reload(self) -> None:
        """Start the next generation; a HUP during a reload starts that again."""
        if self._next:
            self._retire(self._next)
        log.warning("reload: starting the new version")
        self._next = Generation(self._listener)

    def _advance_reload(self) -> None:
        """Switch to the next generation once it is ready, or give it up."""
        if self._next is None:
            return
        if self._next.check_ready():
            log.warning("reload: the new version answers, the old one finishes its requests")
            self._retire(self._current)
            self._current, self._next = self._next, None
        elif self._next.poll() is not None or self._is_late(self._next):
            log.error(
                "reload failed: the new version did not start, the old one goes on",
                extra={"status": self._next.poll()},
            )
            self._retire(self._next)
            self._next = None

    def _is_late(self, generation: Generation) -> bool:
        return time.monotonic() > generation.started_at + READY_SECONDS

    def _retire(self, generation: Generation) -> None:
        generation.stop()
        self._retired.append(generation)

    def _stop(self) -> None:
        """Refuse new connections, and wait until the requests in hand are answered.

        Connections that nobody has accepted are reset by the shutdown, so the web processes get
        a moment to accept them, in which the kernel queues no more.
        """
        self._listener.listen(0)
        time.sleep(LAST_ACCEPT_SECONDS)
        with suppress(OSError):  # macOS has no shutdown of a listening socket
            self._listener.shutdown(socket.SHUT_RDWR)
        for generation in filter(None, (self._current, self._next)):
            self._retire(generation)
        while self._retired:
            self._retired = [one for one in self._retired if not one.is_over()]
            time.sleep(TICK_SECONDS / 3)


def _die_with_supervisor() -> None:
    if sys.platform == "linux":
        die_with_parent(signal.SIGTERM)
