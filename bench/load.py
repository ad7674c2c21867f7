"""Memory and answers of the whole site under visitors, wrong sign-ins and a reload.

`python -m bench.load` starts `portal serve` on the demonstration content, in a control group
with 512 MB of memory where one can be made, and prints one table in about two minutes. The peak
is what the control group counts, files that the kernel keeps in memory included. `--tree`
measures another checkout, with its own `.venv`, so that two versions compare.
"""

import argparse
import http.client
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.cgroup import MemoryGroup
from portal import ROOT

VISITORS = 50
VISIT_SECONDS = 20
LONGEST_PAUSE_SECONDS = 1.0
SIGN_INS = 200
SIGN_INS_AT_ONCE = 40
ADDRESSES = 25
PATIENCE_SECONDS = 120
WORDS = ("femmes", "plan action", "éducation", "violence", "paix", "Mopti", "santé", "mariage")


@dataclass
class Answers:
    """What a number of requests got."""

    milliseconds: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        """Answers of 5xx, and connections that ended without an answer."""
        return sum(
            count
            for outcome, count in self.outcomes.items()
            if outcome == "cut" or outcome.startswith("5")
        )

    def percentile(self, percent: int) -> float:
        """Return the milliseconds within which so many percent were answered."""
        if len(self.milliseconds) < 2:
            return 0
        return statistics.quantiles(self.milliseconds, n=100)[percent - 1]


@dataclass(frozen=True)
class Process:
    """A process of the site and its memory: its share of what it has in common included."""

    pid: int
    name: str
    megabytes: float


@dataclass
class Phase:
    """One line of the table."""

    name: str
    processes: list[Process]
    answers: Answers = field(default_factory=Answers)

    @property
    def megabytes(self) -> float:
        """Return the memory of all processes."""
        return sum(process.megabytes for process in self.processes)


class Site:
    """`portal serve` of one checkout, on a port of this machine."""

    def __init__(self, tree: Path, data: Path, group: MemoryGroup) -> None:
        """Start it and wait for its first answer."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.tree, self.group, self.data = tree, group, data
        self.log = (data.parent / "site.log").open("ab")
        self.seconds_to_first_answer = self.start()

    def start(self) -> float:
        """Start the processes; return the seconds until the first answer."""
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [self.tree / ".venv" / "bin" / "portal", "serve"],
            cwd=self.tree,
            env=environment(self.data) | {"PORT": str(self.port), "PROXY_HOPS": "1"},
            stderr=self.log,
            preexec_fn=self.group.join,  # noqa: PLW1509 - no thread runs yet
        )
        while time.perf_counter() < began + PATIENCE_SECONDS:
            with suppress(OSError):
                if self.ask("GET", "/healthz")[0] == HTTPStatus.OK:
                    return time.perf_counter() - began
            time.sleep(0.02)
        raise SystemExit(f"the site did not start: see {self.log.name}")

    def ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Return status, text and cookie of an answer on a new connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            content = answer.read()
            cookies = answer.headers.get_all("Set-Cookie", [])
            cookie = "; ".join(cookie.split(";")[0] for cookie in cookies)
            return answer.status, content.decode(errors="replace"), cookie
        finally:
            connection.close()

    def processes(self) -> list[Process]:
        """Return the processes of the site that run now."""
        return [
            Process(pid, name_of(pid), megabytes)
            for pid in descendants(self.process.pid)
            if (megabytes := proportional_megabytes(pid))
        ]

    def reload(self) -> None:
        """Load the site again: by HUP, or by a restart in a version that knows no reload."""
        if not (self.tree / "portal" / "cli" / "supervisor.py").exists():
            self.stop()
            self.start()
            return
        first = {process.pid for process in self.processes()}
        self.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            time.sleep(0.5)
            old = first & {process.pid for process in self.processes()}
            if old == {self.process.pid}:
                return

    def stop(self) -> float:
        """Stop the site; return the seconds that it took."""
        began = time.perf_counter()
        self.process.terminate()
        self.process.wait()
        return time.perf_counter() - began


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a command on this data folder."""
    return {**os.environ, "DATA_DIR": str(data), "LOG_LEVEL": "WARNING"}


def descendants(pid: int) -> Iterator[int]:
    """Yield a process and all that it started."""
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in path.read_text().split():
                yield from descendants(int(child))


def name_of(pid: int) -> str:
    """Return the name of a process, or its command where that says nothing."""
    with suppress(OSError):
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        return name if name.startswith("portal-") else " ".join([name, *words[1:4]])[:24]
    return ""


def proportional_megabytes(pid: int) -> float:
    """Return the PSS of a process: shared pages count in part for each that has them."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0


class Crowd:
    """Visitors who read page after page, each with an address of her own."""

    def __init__(self, site: Site, pages: list[str], visitors: int) -> None:
        """Start them."""
        self.answers = Answers()
        self._site, self._pages = site, pages
        self._is_over = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._visit, args=(number,)) for number in range(visitors)
        ]
        for thread in self._threads:
            thread.start()

    def leave(self) -> Answers:
        """Return what they got, once they have all left."""
        self._is_over.set()
        for thread in self._threads:
            thread.join()
        return self.answers

    def _visit(self, number: int) -> None:
        chance = random.Random(number)
        headers = {"X-Forwarded-For": f"192.0.2.{number}", "Accept-Encoding": "br"}
        while not self._is_over.is_set():
            self.note(lambda: self._site.ask("GET", chance.choice(self._pages), None, headers)[0])
            self._is_over.wait(chance.uniform(0, LONGEST_PAUSE_SECONDS))

    def note(self, ask: Callable[[], int]) -> None:
        """Note the outcome of one request and how long it took."""
        began = time.perf_counter()
        try:
            status = ask()
            outcome = str(status)
        except ConnectionRefusedError:
            outcome = "refused"
        except (OSError, http.client.HTTPException):
            outcome = "cut"
        with self._lock:
            self.answers.outcomes[outcome] += 1
            if outcome not in {"refused", "cut"}:
                self.answers.milliseconds.append((time.perf_counter() - began) * 1000)


def list_pages(site: Site) -> list[str]:
    """Return pages, searches, thumbnails, a table: what visitors ask for."""
    pages = [f"/{language}/" for language in ("fr", "en", "ar")]
    for index in ("/fr/library/", "/fr/directory/", "/ar/library/"):
        text = site.ask("GET", index)[1]
        links = re.findall(r'href="(/[a-z]{2}/(?:library|directory)/[a-z0-9-]+)"', text)
        pages += [index, *dict.fromkeys(links)]
        pages += dict.fromkeys(re.findall(r'src="(/files/[^"]+)"', text))
    pages += [f"/fr/library/?q={quote(word)}" for word in WORDS]
    return [*pages, "/fr/directory/export/xlsx"]


def sign_in_wrongly(site: Site) -> Answers:
    """Send wrong passwords, many at once, for many accounts from several addresses."""
    crowd = Crowd(site, [], visitors=0)

    def guess(number: int) -> int:
        headers = {"X-Forwarded-For": f"198.51.100.{number % ADDRESSES}"}
        _status, page, cookie = site.ask("GET", "/fr/login", None, headers)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        form = {"login": f"person{number}", "password": "wrong password"}
        form["csrf_token"] = token[1] if token else ""
        headers |= {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        return site.ask("POST", "/fr/login", urlencode(form), headers)[0]

    with ThreadPoolExecutor(SIGN_INS_AT_ONCE) as people:
        list(people.map(lambda number: crowd.note(lambda: guess(number)), range(SIGN_INS)))
    return crowd.answers


@contextmanager
def largest(site: Site, phase: Phase) -> Iterator[None]:
    """Keep in the phase the processes of the moment at which they took most memory."""
    is_over = threading.Event()

    def sample() -> None:
        while not is_over.wait(0.5):
            found = Phase("", site.processes())
            if found.megabytes > phase.megabytes:
                phase.processes = found.processes

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        yield
    finally:
        is_over.set()
        sampler.join()


def measure(site: Site) -> list[Phase]:
    """Take the site through all phases."""
    pages = list_pages(site)
    time.sleep(5)
    phases = [Phase("at rest", site.processes())]

    def under_visitors(name: str, work: Callable[[], object]) -> None:
        phase = Phase(name, [])
        phases.append(phase)
        with largest(site, phase):
            crowd = Crowd(site, pages, VISITORS)
            work()
            phase.answers = crowd.leave()

    under_visitors(f"{VISITORS} visitors", lambda: time.sleep(VISIT_SECONDS))
    phase = Phase(f"{SIGN_INS} wrong sign-ins", [])
    phases.append(phase)
    with largest(site, phase):
        phase.answers = sign_in_wrongly(site)
    time.sleep(2)
    phases.append(Phase("after them, at rest", site.processes()))
    under_visitors(f"{VISITORS} visitors again", lambda: time.sleep(VISIT_SECONDS / 2))
    under_visitors("reload under visitors", site.reload)
    phases.append(Phase("after it, at rest", site.processes()))
    under_visitors("stop under visitors", site.stop)
    return phases


def prepare(tree: Path) -> Path:
    """Return the data folder of a demonstration site, made by the checkout itself once."""
    data = tree / "var" / "bench" / "load"
    if not (data / "made").exists():
        for words in (["setup"], ["demo", "load"]):
            command = [tree / ".venv" / "bin" / "portal", *words]
            subprocess.run(
                command, cwd=tree, env=environment(data), check=True, stdout=subprocess.DEVNULL
            )
        (data / "made").touch()
    return data


def show(phases: list[Phase]) -> None:
    """Print the tables."""
    print("\nprocesses at rest:")
    for process in phases[0].processes:
        print(f"  {process.name:24}{process.megabytes:8.0f} MB")
    print(
        f"\n{'phase':24}{'processes':>10}{'PSS MB':>8}{'answers':>9}{'p50 ms':>8}{'p95 ms':>8}"
        f"{'errors':>8}{'refused':>9}  statuses"
    )
    for phase in phases:
        answers = phase.answers
        statuses = ", ".join(
            f"{status} × {count}"
            for status, count in sorted(answers.outcomes.items())
            if status.isdigit()
        )
        print(
            f"{phase.name:24}{len(phase.processes):10}{phase.megabytes:8.0f}"
            f"{len(answers.milliseconds):9}{answers.percentile(50):8.0f}"
            f"{answers.percentile(95):8.0f}{answers.errors:8}"
            f"{answers.outcomes['refused']:9}  {statuses}"
        )


def main() -> None:
    """Measure one checkout and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tree", type=Path, default=ROOT, help="another checkout to measure")
    parser.add_argument("--memory", type=int, default=512, help="limit in megabytes")
    options = parser.parse_args()
    tree = options.tree.resolve()
    source = prepare(tree)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        MemoryGroup(options.memory) as group,
    ):
        data = Path(folder) / "data"
        shutil.copytree(source, data)
        limit = f"{options.memory} MB" if group.is_made else "none: no control group can be made"
        print(f"{tree}, memory limit: {limit}")
        site = Site(tree, data, group)
        try:
            phases = measure(site)
        finally:
            site.process.kill()
            site.process.wait()
        print(f"first answer after {site.seconds_to_first_answer:.1f} s")
        show(phases)
        print(
            f"\nkilled for memory: {group.kills()}; peak of the group: {group.peak_megabytes()} MB"
        )
        time.sleep(1)
        log = (Path(folder) / "site.log").read_text()
        print(f"lines in the log: {len(log.splitlines())}")


if __name__ == "__main__":
    main()
