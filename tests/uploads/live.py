"""A site served as in production that may be killed, and a line to it that gets cut."""

import contextlib
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from portal import ROOT
from portal.config import Settings
from tests.journeys.conftest import free_port, wait_until_healthy

NO_LINGER = struct.pack("ii", 1, 0)


class LiveSite:
    """The web processes of a site: two of them, with many threads."""

    def __init__(self, data_dir: Path) -> None:
        self.settings = Settings(environment="testing", data_dir=data_dir, port=free_port())
        self.process: subprocess.Popen[bytes] | None = None
        self.log = data_dir.parent / "live.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def start(self) -> None:
        environment = {
            **os.environ,
            "DATA_DIR": str(self.settings.data_dir),
            "PORT": str(self.settings.port),
            "PORTAL_ENV": "testing",
            "PYTHONPATH": str(ROOT),
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "wsgi:application"),
                    *("--config", "python:portal.cli.gunicorn"),
                ],
                cwd=ROOT,
                env=environment,
                stderr=log,
                start_new_session=True,
            )
        wait_until_healthy(self.url, self.process)

    def kill(self) -> None:
        """End every process of the site as a power switch would."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def ask(self, method: str, address: str, body: bytes = b"", **headers: str) -> "Answer":
        connection = HTTPConnection("127.0.0.1", self.settings.port, timeout=60)
        connection.request(method, address, body or None, headers_of(headers))
        with contextlib.closing(connection), connection.getresponse() as answer:
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())

    def offset(self, address: str) -> int:
        answer = self.ask("HEAD", address)
        assert answer.status == 200
        return int(answer.headers["Upload-Offset"])

    def patch(self, address: str, offset: int, body: bytes) -> "Answer":
        return self.ask("PATCH", address, body, Upload_Offset=str(offset), Content_Type=TYPE)

    def begin_patch(
        self, address: str, offset: int, promised: int, body: bytes, **headers: str
    ) -> socket.socket:
        """Open a connection that sends less than it promised, and stays."""
        line = socket.create_connection(("127.0.0.1", self.settings.port))
        said = {"Upload-Offset": str(offset), "Content-Type": TYPE, **headers_of(headers)}
        text = f"PATCH {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {promised}\r\n"
        text += "".join(f"{name}: {value}\r\n" for name, value in said.items())
        line.sendall(text.encode() + b"\r\n" + body)
        return line


TYPE = "application/offset+octet-stream"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


def headers_of(headers: dict[str, str]) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"Tus-Resumable": "1.0.0", **named}


def hang_up(line: socket.socket) -> None:
    """Break a connection with a reset, as a network that is gone."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    line.close()


@dataclass
class CuttingLine:
    """A proxy that breaks a connection once so many bytes went through it to the site.

    `cuts` has what each of the next uploading connections may carry; when it is used up,
    connections live on.
    """

    port: int
    cuts: list[int]
    least: int = 20_000
    sent: int = 0
    broken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.open: list[socket.socket] = []
        self.threads = [threading.Thread(target=self._listen)]
        self.threads[0].start()

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.threads[0].join()
        self.listener.close()
        for line in self.open:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in self.threads[1:]:
            thread.join()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.port))
                self.open += [near, far]
                self.threads.append(threading.Thread(target=self._serve, args=(near, far)))
                self.threads[-1].start()

    def _serve(self, near: socket.socket, far: socket.socket) -> None:
        down = threading.Thread(target=self._down, args=(near, far))
        down.start()
        with near, far:
            is_cut = self._up(near, far)
            with contextlib.suppress(OSError):
                far.shutdown(socket.SHUT_RDWR if is_cut else socket.SHUT_WR)
            if is_cut:
                near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            down.join()

    def _up(self, near: socket.socket, far: socket.socket) -> bool:
        """Carry what goes to the site, and tell whether the line was cut."""
        carried = 0
        with contextlib.suppress(OSError):
            while data := near.recv(8192):
                far.sendall(data)
                carried += len(data)
                with self.lock:
                    self.sent += len(data)
                    if self.cuts and carried >= max(self.cuts[0], self.least):
                        self.cuts.pop(0)
                        self.broken += 1
                        return True
        return False

    def _down(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := far.recv(65536):
                near.sendall(data)
            near.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def cutting_line(port: int, cuts: list[int]) -> Iterator[CuttingLine]:
    line = CuttingLine(port, cuts)
    try:
        yield line
    finally:
        line.close()
