"""The site as `portal serve` runs it, and clients that count what they get."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from portal import ROOT
from tests.journeys.conftest import free_port, wait_until_healthy

PATIENCE_SECONDS = 120


class Served:
    """`portal serve` on a data folder, started from a copy of the program."""

    def __init__(self, tree: Path, data_dir: Path, **settings: str) -> None:
        self.tree = tree
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir.parent / "serve.log"
        self.environment = {
            **os.environ,
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            "LOG_LEVEL": "WARNING",
            **settings,
        }
        self.run("setup")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal", "serve"],
                cwd=tree,
                env=self.environment,
                stderr=log,
            )
        wait_until_healthy(self.url, self.process)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another command of the same site."""
        return subprocess.run(
            [sys.executable, "-m", "portal", *words],
            cwd=self.tree,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def pids(self, name: str) -> list[int]:
        return [pid for pid in descendants(self.process.pid) if name_of(pid) == name]

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def stop(self) -> float:
        """Stop the site and return how many seconds that took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_SECONDS)
        return time.monotonic() - began


class Visitors:
    """People who read the front page again and again, and what became of their requests."""

    def __init__(self, site: Served, number: int = 12) -> None:
        self.outcomes: Counter[object] = Counter()
        self._site = site
        self._is_over = threading.Event()
        self._threads = [
            threading.Thread(target=self._read, daemon=True) for _visitor in range(number)
        ]
        for thread in self._threads:
            thread.start()

    def leave(self) -> Counter[object]:
        self._is_over.set()
        for thread in self._threads:
            thread.join()
        return self.outcomes

    def _read(self) -> None:
        while not self._is_over.is_set():
            try:
                outcome: object = self._site.get("/fr/")[0]
            except ConnectionRefusedError:
                outcome = "refused"
            except (OSError, http.client.HTTPException) as error:
                outcome = repr(error)
            self.outcomes[outcome] += 1
            time.sleep(0.02)


def descendants(pid: int) -> Iterator[int]:
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, path.read_text().split()):
                yield child
                yield from descendants(child)


def name_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("it never happened")


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start sites that are stopped at the end of the test."""
    started: list[Served] = []

    def start(tree: Path = ROOT, **settings: str) -> Served:
        site = Served(tree, tmp_path / "data", **settings)
        started.append(site)
        return site

    yield start
    for site in started:
        site.stop()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the program, which a test may upgrade."""
    copy = tmp_path / "tree"
    for name in ("portal", "templates", "static", "translations", "migrations", "demo"):
        ignored = shutil.ignore_patterns("__pycache__", "files")
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    shutil.copy(ROOT / "wsgi.py", copy)
    return copy
