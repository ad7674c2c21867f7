"""CPU, speed and weight of the public pages with 10 000 imported items and one web process.

`python -m bench.pages` prints one table. CPU is what the web process itself used, read
from the kernel: `first` for a page that nobody has read since the last change, `again` for
one that is remembered. Times and rate are of `first`. The last column compares it with a
bare page, a constant of the size of the front page served by the same server, so that a
noisy machine cancels out.
"""

import http.client
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import brotli
from flask_migrate import upgrade

from bench.corpus import make_document
from portal import ROOT, create_app
from portal.config import Settings
from portal.directory.demonstration.loading import load_directory
from portal.library.importing import Outcome, import_items
from portal.search.indexer import index_waiting
from portal.vocabulary.queries import list_domains, list_places
from portal.vocabulary.services import load_vocabularies

ITEMS = 10_000
WARM_UP = 20
REQUESTS = 200
CLIENTS = 8
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
FOLDER = ROOT / "var" / "bench" / "pages"

FRAGMENT = {"HX-Request": "true"}
PAGES: list[tuple[str, str, dict[str, str]]] = [
    ("home", "/fr/", {}),
    ("list", "/fr/library/", {}),
    ("search, one word", "/fr/library/?q=femmes", {}),
    ("search, two words", "/fr/library/?q=plan+action", {}),
    ("search with a facet", "/fr/library/?q=femmes&kind=recording", {}),
    ("its fragment", "/fr/library/?q=femmes&kind=recording", FRAGMENT),
    ("item", "/fr/library/{slug}", {}),
]

BARE = """
from flask import Flask, Response
from flask_compress import Compress
application = Flask(__name__)
application.config.update(COMPRESS_ALGORITHM=["br"], COMPRESS_BR_LEVEL=5)
Compress(application)
with open({path!r}, encoding="utf-8") as file:
    page = file.read()

@application.get("/")
def show():
    return Response(page, mimetype="text/html")
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """What one page costs: CPU and latency in milliseconds, bytes on the wire."""

    cpu: float
    median: float
    p99: float
    per_second: float
    size: int


def main() -> None:
    """Prepare the site once, then measure and print."""
    slug = prepare()
    first, again = (measure_pages(slug, page_memory=size) for size in ("0", "16"))
    bare = measure_bare()
    print(f"{ITEMS} items, one web process, {CLIENTS} clients for the rate; brotli bytes")
    print(
        f"{'page':22}{'first':>9}{'again':>9}{'p50 ms':>9}{'p99 ms':>9}{'req/s':>9}{'bytes':>9}"
        f"{'× bare':>9}"
    )
    for name, row in {**first, "bare page": bare}.items():
        remembered = again[name].cpu if name in again else row.cpu
        print(
            f"{name:22}{row.cpu:9.1f}{remembered:9.1f}{row.median:9.1f}{row.p99:9.1f}{row.per_second:9.0f}"
            f"{row.size:9d}{row.cpu / bare.cpu:9.1f}"
        )


def measure_pages(slug: str, *, page_memory: str) -> dict[str, Measure]:
    """Measure every page with this many megabytes of remembered pages."""
    environment = {"DATA_DIR": str(FOLDER / "data"), "PAGE_MEMORY_MB": page_memory}
    with Server("wsgi:application", environment) as server:
        return {
            name: measure(server, address.format(slug=slug), headers)
            for name, address, headers in PAGES
        }


def prepare() -> str:
    """Import the items unless a former run did, and return the slug of one of them."""
    marker = FOLDER / f"{ITEMS}.json"
    if marker.exists():
        return str(json.loads(marker.read_text())["slug"])
    app = create_app(Settings(data_dir=FOLDER / "data"))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        load_vocabularies()
        load_directory(ROOT / "demo" / "directory")
        rows = write_rows(FOLDER / "items.jsonl")
        import_seconds = timed(lambda: import_all(rows))
        index_seconds = timed(index_waiting)
        from portal.library.queries import list_newest

        slug = list_newest(viewer=None, limit=1)[0].slug
    print(
        f"import: {ITEMS / import_seconds:.0f} rows/s ({import_seconds:.0f} s); "
        f"index: {ITEMS / index_seconds:.0f} documents/s ({index_seconds:.0f} s)"
    )
    marker.write_text(json.dumps({"slug": slug}))
    return slug


def write_rows(path: Path) -> Path:
    """Write the synthetic items, with real terms, and return the path."""
    chance = random.Random(1)
    domains = [domain.slug for domain in list_domains()]
    places = [place.slug for place in list_places()]
    organisations = ["rejefpo", "ceci", "socodevi", "aim", "cospe"]
    with path.open("w", encoding="utf-8") as file:
        for number in range(ITEMS):
            document = make_document(number)
            row = {
                "identifier": f"bench-{number}",
                "kind": document.facets["kind"][0],
                "title": document.title,
                "summary": document.summary,
                "body": document.pages[0].text,
                "language": document.facets["language"][0],
                "date": document.facets["year"][0],
                "domains": chance.sample(domains, chance.randint(1, 3)),
                "places": chance.sample(places, chance.randint(1, 2)),
                "organisations": [chance.choice(organisations)],
                "contributors": [{"name": document.people[0], "role": "author"}],
                "rights": "cc-by",
                "status": "published",
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def import_all(path: Path) -> None:
    """Import every row; a refused one ends the benchmark."""
    for line in import_items(path):
        if line.outcome is Outcome.REFUSED:
            sys.exit(f"row {line.row}: {line.problems}")


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that `work` took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Server:
    """One gunicorn process on a free port of this machine."""

    def __init__(self, application: str, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", application, "--workers", "1"),
                *("--worker-class", "gthread", "--threads", "16", "--log-level", "warning"),
                *("--bind", f"127.0.0.1:{self.port}"),
            ],
            cwd=ROOT,
            env={**os.environ, **environment},
        )

    def __enter__(self) -> Self:
        """Wait until the server listens."""
        for _attempt in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                time.sleep(0.1)
            else:
                return self
        sys.exit("the server did not start")

    def __exit__(self, *_error: object) -> None:
        """Stop the server."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def fetch(self, address: str, headers: dict[str, str]) -> tuple[float, bytes]:
        """Return the milliseconds and the bytes of one answer, as a returning phone gets it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        start = time.perf_counter()
        connection.request("GET", address, headers={"Accept-Encoding": "br", **headers})
        answer = connection.getresponse()
        body = answer.read()
        elapsed = (time.perf_counter() - start) * 1000
        connection.close()
        if answer.status != 200:
            sys.exit(f"{address}: {answer.status}")
        return elapsed, body

    def cpu_seconds(self) -> float:
        """Return the CPU that the web process has used so far."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        (worker,) = children.read_text().split()
        fields = Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def measure(
    server: Server,
    address: str,
    headers: dict[str, str],
    *,
    warm_up: int = WARM_UP,
    requests: int = REQUESTS,
) -> Measure:
    """Fetch a page many times, one after the other, then by several clients at once."""
    for _time in range(warm_up):
        server.fetch(address, headers)
    before = server.cpu_seconds()
    answers = [server.fetch(address, headers) for _time in range(requests)]
    cpu = (server.cpu_seconds() - before) * 1000 / requests
    times = sorted(elapsed for elapsed, _body in answers)
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda _n: server.fetch(address, headers), range(requests)))
    return Measure(
        cpu=cpu,
        median=statistics.median(times),
        p99=times[int(len(times) * 0.99) - 1],
        per_second=requests / (time.perf_counter() - start),
        size=len(answers[-1][1]),
    )


def measure_bare() -> Measure:
    """Measure a constant page with the text of the front page, in the same server."""
    text = FOLDER / "bare.html"
    with Server("wsgi:application", {"DATA_DIR": str(FOLDER / "data")}) as server:
        text.write_bytes(brotli.decompress(server.fetch("/fr/", {})[1]))
    module = FOLDER / "bare_page.py"
    module.write_text(BARE.format(path=str(text)))
    with Server("bare_page:application", {"PYTHONPATH": str(FOLDER)}) as server:
        return measure(server, "/", {})


if __name__ == "__main__":
    main()
