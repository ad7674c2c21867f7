"""A site as a host runs it, started again whenever it ends, whose processes can be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import requests

from portal import ROOT
from portal.config import Settings

PATIENCE_SECONDS = 90


class KilledSite:
    """`portal serve` and all that it starts; only these processes are ever killed."""

    def __init__(self, settings: Settings, port: int, log: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.starts = 0
        self.pids: set[tuple[int, str]] = set()
        self._log = log.open("ab")
        self._environment = {
            **os.environ,
            "DATA_DIR": str(settings.data_dir),
            "PORT": str(port),
            "WEB_WORKERS": "2",
            "LOG_LEVEL": "WARNING",
        }
        self._serve = self._start()

    def keep_running(self) -> None:
        """Start it again if it ended, as systemd does, and wait until all its parts are there."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._is_whole():
            if self._serve.poll() is not None:
                self._serve = self._start()
            assert time.monotonic() < deadline, "the site did not come back"
            time.sleep(0.1)
        self.pids |= {(pid, started(pid)) for pid in self.everything()}

    def everything(self) -> list[int]:
        return list(descendants(self._serve.pid))

    def find(self, part: str) -> list[int]:
        """The processes that are this part of the site now."""
        named: dict[str, list[int]] = {}
        for pid in self.everything():
            named.setdefault(name_of(pid), []).append(pid)
        workers = named.get("portal-worker", [])
        return {
            "serve": [self._serve.pid],
            "parent": named.get("portal-parent", []),
            "worker": workers,
            "master": named.get("portal-master", []),
            "web": named.get("portal-web", []),
            "child": [pid for worker in workers for pid in children_of(worker)],
        }[part]

    def kill(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        if pid == self._serve.pid:
            self._serve.wait()

    def stop(self) -> int:
        self.pids |= {(pid, started(pid)) for pid in self.everything()}
        self._serve.send_signal(signal.SIGINT)
        status = self._serve.wait(PATIENCE_SECONDS)
        self._log.close()
        return status

    def survivors(self) -> list[str]:
        """What still runs of all that the site ever started."""
        return [command_of(pid) for pid, start in self.pids if start and started(pid) == start]

    def zombies(self) -> list[int]:
        """Dead processes that a living part of the site has not buried."""
        return [pid for pid in self.everything() if state_of(pid) == "Z"]

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        command = [sys.executable, "-m", "portal", "serve"]
        return subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=self._log, stderr=self._log
        )

    def _is_whole(self) -> bool:
        if self._serve.poll() is not None or not self.find("worker"):
            return False
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/healthz", timeout=5).status_code == 200
        return False


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in path.read_text().split()]
    return found


def descendants(pid: int) -> Iterator[int]:
    for child in children_of(pid):
        yield child
        yield from descendants(child)


def command_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def name_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def state_of(pid: int) -> str:
    return (_stat(pid) or [""])[0]


def started(pid: int) -> str:
    """When a living process started; empty when it lives no more."""
    fields = _stat(pid)
    return "" if not fields or fields[0] in "ZX" else fields[19]


def _stat(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return []
