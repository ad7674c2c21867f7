"""What a large directory costs: tables in and out, and its pages.

`python -m bench.directory` makes 2 000 organisations and 10 000 works in a new site: each
table is checked, then applied; at last everything is undone. Seconds are of the clock, CPU
seconds those of this process and of the child that reads the tables. Pages are measured as
in `bench.pages`; the last column compares each with a bare page of its own size, a constant
served by the same kind of server, so that a noisy machine cancels out.
"""

import csv
import os
import random
import resource
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask_migrate import upgrade
from sqlalchemy import func, select

from bench.pages import BARE, Server, measure
from portal import ROOT, create_app
from portal.config import Settings
from portal.directory.exchange.models import DirectoryImport, ImportState, LineOutcome
from portal.directory.exchange.queries import count_lines
from portal.directory.loading import load_table, take_step
from portal.directory.models import Organisation
from portal.extensions import db, run_pending
from portal.vocabulary.queries import list_domains, list_places
from portal.vocabulary.services import load_vocabularies

ORGANISATIONS = 2_000
WORKS = 10_000
REQUESTS = 50
CHANGES = 10
FOLDER = ROOT / "var" / "bench" / "directory"
SYLLABLES = (
    *("ba", "be", "bi", "da", "de", "dji", "fa", "fi", "ga", "gno", "ha", "ja", "je", "ka", "ke"),
    *("ko", "la", "li", "lo", "ma", "mi", "mu", "na", "nye", "ra", "sa", "si", "so", "ta", "ti"),
    *("to", "wa", "wu", "ya", "yi", "za"),
)
WORK_TAGS = ("#org", "#sector", "#adm1", "#date+start", "#status", "#reached", "#activity")

PAGES = [
    ("front page", "/fr/"),
    ("directory", "/fr/directory/"),
    ("directory, a domain", "/fr/directory/?domain=vbg"),
    ("directory, a place", "/fr/directory/?domain=vbg&place=segou"),
    ("directory, a word", "/fr/directory/?q=benkadi"),
    ("matrix", "/fr/directory/matrix"),
    ("map", "/fr/directory/map"),
    ("map of a domain", "/fr/directory/map?domain=vbg"),
    ("gaps", "/fr/directory/gaps"),
    ("organisation", "/fr/directory/{slug}"),
    ("domain", "/fr/domains/vbg"),
    ("place", "/fr/places/segou"),
    ("export, CSV", "/fr/directory/export/csv"),
    ("export, XLSX", "/fr/directory/export/xlsx"),
    ("export, JSON", "/fr/directory/export/json"),
]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step took."""

    seconds: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Change:
    """What an answer right after a change costs: CPU and median in milliseconds."""

    cpu: float
    median: float


def main() -> None:
    """Make the site, measure the imports, the pages, and the undoing."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    app = create_app(Settings(data_dir=FOLDER / "data"))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        load_vocabularies()
        imports = measure_imports()
        run_pending()
        slug = db.session.scalars(select(Organisation.slug).limit(1)).one()
        measure_pages(slug)
        measure_undoing(imports)


def measure_imports() -> list[tuple[str, int]]:
    """Check and apply both tables; print what it took."""
    print(f"{'table':28}{'rows':>8}{'seconds':>9}{'CPU s':>8}{'rows/s':>8}{'memory MB':>11}")
    tables = [("organisations", write_organisations()), ("works", write_works())]
    done = []
    for name, path in tables:
        cost, checked = timed(lambda path=path: load_table(path, dry_run=True))
        show(f"{name}, dry run", count_good(checked), cost)
        id_ = checked.id
        cost, applied = timed(lambda id_=id_: take_step(id_, ImportState.APPLYING))
        show(f"{name}, apply", count_good(applied), cost)
        done.append((name, id_))
    return done


def measure_undoing(imports: list[tuple[str, int]]) -> None:
    """Undo both, the last first."""
    for name, id_ in reversed(imports):
        rows = count_good(db.session.get_one(DirectoryImport, id_))
        cost, _undone = timed(lambda id_=id_: take_step(id_, ImportState.UNDOING))
        show(f"{name}, undo", rows, cost)
    left = db.session.scalar(select(func.count()).select_from(Organisation))
    print(f"organisations left after the undoing: {left}")


def write_organisations() -> Path:
    """Write the table of organisations, their names all unlike each other."""
    path = FOLDER / "organisations.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["nom", "kind", "région", "création"])
        regions = [place.labels["fr"] for place in list_places() if place.kind.value == "region"]
        chance = random.Random(1)
        for name in names():
            year = chance.randint(1990, 2024)
            writer.writerow([name, "association", chance.choice(regions), year])
    return path


def write_works() -> Path:
    """Write the table of who does what where; organisations are named, not coded."""
    path, chance = FOLDER / "works.csv", random.Random(2)
    domains = [domain.labels["fr"] for domain in list_domains()]
    regions = [place.labels["fr"] for place in list_places() if place.kind.value == "region"]
    known = list(names())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(WORK_TAGS)
        for number in range(WORKS):
            writer.writerow(
                [
                    known[number % len(known)],
                    chance.choice(domains),
                    chance.choice(regions),
                    2015 + number // len(known),
                    chance.choice(["under-way"] * 4 + ["finished"]),
                    chance.randint(10, 5_000),
                    "Écoute, orientation et formation des femmes et des filles du quartier",
                ]
            )
    return path


def names() -> Iterator[str]:
    """Yield the names: three made-up words each, no two names alike."""
    chance, seen = random.Random(3), set()
    while len(seen) < ORGANISATIONS:
        words = ["".join(chance.sample(SYLLABLES, 4)).title() for _word in range(3)]
        name = f"Association {' '.join(words)}"
        if name not in seen:
            seen.add(name)
            yield name


def count_good(import_: DirectoryImport) -> int:
    """Return how many lines were taken; a refused one ends the benchmark."""
    counts = count_lines(import_.id)
    if counts[LineOutcome.REFUSED]:
        sys.exit(f"refused: {counts}")
    return sum(counts.values())


def timed(work: Callable[[], DirectoryImport]) -> tuple[Cost, DirectoryImport]:
    """Return what a step cost, and what came of it."""
    start, cpu = time.perf_counter(), _cpu_seconds()
    import_ = work()
    return Cost(time.perf_counter() - start, _cpu_seconds() - cpu), import_


def show(name: str, rows: int, cost: Cost) -> None:
    """Print one line; memory is the most that the process had so far."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rate = rows / cost.seconds
    print(
        f"{name:28}{rows:8d}{cost.seconds:9.1f}{cost.cpu:8.1f}{rate:8.0f}{memory:11d}", flush=True
    )


def measure_pages(slug: str) -> None:
    """Measure each page that no visitor read before, beside a bare page of the same size."""
    environment = {"DATA_DIR": str(FOLDER / "data"), "PAGE_MEMORY_MB": "0"}
    print(
        f"\n{'page':22}{'CPU ms':>9}{'p50 ms':>9}{'p99 ms':>9}{'changed: CPU':>15}{'p50 ms':>9}"
        f"{'bytes br':>10}{'× bare':>9}"
    )
    texts, rows, changed = {}, {}, {}
    with Server("wsgi:application", environment) as server:
        for name, address in PAGES:
            url = address.format(slug=slug)
            _elapsed, body = server.fetch(url, {})
            texts[name] = body if name.endswith("XLSX") else brotli.decompress(body)
            times = 4 if name.startswith("export") else REQUESTS
            rows[name] = measure(server, url, {}, warm_up=2, requests=times)
            changed[name] = measure_after_changes(server, url, slug)
    for name, row in rows.items():
        bare = "" if name.startswith("export") else f"{row.cpu / measure_bare(texts[name]):9.1f}"
        print(
            f"{name:22}{row.cpu:9.1f}{row.median:9.1f}{row.p99:9.1f}{changed[name].cpu:15.1f}"
            f"{changed[name].median:9.1f}{row.size:10d}{bare}"
        )


def measure_after_changes(server: Server, url: str, slug: str) -> Change:
    """Measure answers each of which follows a change of a sheet, which stays as it was."""
    sheet = db.session.scalars(select(Organisation).where(Organisation.slug == slug)).one()
    before, times = server.cpu_seconds(), []
    for number in range(CHANGES):
        sheet.legal_form = "" if number % 2 else "Association"
        db.session.commit()
        times.append(server.fetch(url, {})[0])
    cpu = (server.cpu_seconds() - before) * 1000 / CHANGES
    return Change(cpu, statistics.median(times))


def measure_bare(text: bytes) -> float:
    """Return the CPU milliseconds of a constant page with this text."""
    path = FOLDER / "bare.html"
    path.write_bytes(text)
    (FOLDER / "bare_page.py").write_text(BARE.format(path=str(path)))
    with Server("bare_page:application", {"PYTHONPATH": str(FOLDER)}) as server:
        return max(measure(server, "/", {}, requests=2 * REQUESTS).cpu, 0.01)


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
