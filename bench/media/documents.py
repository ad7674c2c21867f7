"""Speed and memory of reading real French PDFs, and the time from upload to searchable.

`python -m bench.media.documents` prints the tables. The PDFs are those of the Debian
packages maint-guide-fr, debian-faq-fr and developers-reference-fr; a scan is made of the
first pages of one. Memory is the peak of the locked child alone, read from the kernel.
"""

import gzip
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pypdfium2 as pdfium
from flask import Flask

from portal import ROOT, create_app
from portal.auth.models import RoleName
from portal.auth.services import create_user, grant_role
from portal.config import Settings
from portal.content.lifecycle import Action
from portal.extensions import db
from portal.library.attachments import attach_file
from portal.library.consents import ConsentValues, confirm_consent
from portal.library.models import ConsentKind, Item, ItemKind, Rights
from portal.library.services import create_item, take_step
from portal.library.values import ItemValues
from portal.media import sandbox
from portal.media.models import File, FileState
from portal.media.recognition import find_recogniser, recognise_pages
from portal.vocabulary.services import load_vocabularies

DOCUMENTATION = Path("/usr/share/doc")
PDFS = {
    "maint-guide-fr": "maint-guide-fr/maint-guide.fr.pdf",
    "debian-faq-fr": "debian/FAQ/debian-faq.fr.pdf.gz",
    "developers-reference-fr": "developers-reference-fr/docs/developers-reference.pdf",
}
UPLOADED, ITS_WORD = "maint-guide-fr", "mainteneur"
ROUNDS = 5
SCANNED_PAGES = 5
PATIENCE = 300
PEAK = """
import json, resource, subprocess, sys
with open(sys.argv[1], "rb") as file:
    subprocess.run(sys.argv[2:], stdin=file, stdout=subprocess.DEVNULL, env={}, check=True)
print(json.dumps(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """What reading one PDF costs."""

    name: str
    size: int
    pages: int
    seconds: float
    megabytes: float


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        paths = dict(_unpacked(Path(folder)))
        if not paths:
            sys.exit(f"apt-get install {' '.join(PDFS)}")
        print_readings(paths)
        path = paths.get(UPLOADED, next(iter(paths.values())))
        with new_site() as app:
            if find_recogniser():
                seconds = measure_scan(path)
                print(f"scan of {SCANNED_PAGES} pages, recognised: {seconds:.1f} s a page")
            searchable, done = measure_upload(app, path)
        print(f"{path.name}, from upload to searchable: {searchable:.1f} s; all done: {done:.1f} s")


def print_readings(paths: dict[str, Path]) -> None:
    """Print what reading each PDF costs."""
    print(f"{'PDF':26}{'kB':>8}{'pages':>8}{'s':>8}{'pages/s':>9}{'MB peak':>9}")
    for name, path in paths.items():
        row = measure_reading(name, path)
        print(
            f"{row.name:26}{row.size / 1000:8.0f}{row.pages:8d}{row.seconds:8.2f}"
            f"{row.pages / row.seconds:9.0f}{row.megabytes:9.0f}"
        )


def measure_reading(name: str, path: Path) -> Measure:
    """Read a PDF in the sandbox several times; the best time counts."""
    seconds = []
    with path.open("rb") as file:
        for _round in range(ROUNDS):
            start = time.perf_counter()
            reading = sandbox.read(file, "pdf", beat=lambda: None)
            seconds.append(time.perf_counter() - start)
    child = [*sandbox.PYTHON, "read", "pdf"]
    command = [sys.executable, "-I", "-c", PEAK, str(path), *child]
    peak = subprocess.run(command, capture_output=True, check=True)
    return Measure(
        name=name,
        size=path.stat().st_size,
        pages=reading.page_count or 0,
        seconds=min(seconds),
        megabytes=json.loads(peak.stdout) / 1024,
    )


def measure_scan(path: Path) -> float:
    """Return the seconds that a page of a scan takes to become text."""
    pages = list(pdfium.PdfDocument(path))[:SCANNED_PAGES]
    first, *others = [page.render(scale=2.5, grayscale=True).to_pil() for page in pages]
    with tempfile.TemporaryFile() as scan:
        first.save(scan, "PDF", save_all=True, append_images=others, resolution=180)
        scan.flush()
        numbers = range(1, len(pages) + 1)
        kept: dict[int, str] = {}
        start = time.perf_counter()
        recognise_pages(scan, numbers, beat=lambda: None, keep=kept.__setitem__)
        return (time.perf_counter() - start) / len(pages)


def measure_upload(app: Flask, path: Path) -> tuple[float, float]:
    """Send a PDF to a site whose worker runs; return when it is found, and when all is made."""
    editor = create_user("bench", name="Bench", password="a long enough password")  # noqa: S106 - a site of a minute
    grant_role(editor, RoleName.ADMINISTRATOR, None)
    values = ItemValues(kind=ItemKind.DOCUMENT, title="Guide", rights=Rights.UNKNOWN)
    item = create_item(values, author=editor)
    take_step(item, Action.PUBLISH, actor=editor)
    with worker(app):
        start = time.perf_counter()
        file = attach_file(item, io.BytesIO(path.read_bytes()), name="guide.pdf", author=editor)
        confirm_consent(file, ConsentValues(kind=ConsentKind.NOBODY), author=editor)
        return _wait(start, lambda: is_found(app, item)), _wait(start, lambda: is_done(file))


def is_found(app: Flask, item: Item) -> bool:
    """Tell whether a visitor who searches a word of the PDF finds its record."""
    answer = app.test_client().get(f"/fr/library/?q={ITS_WORD}")
    return f"/fr/library/{item.slug}" in answer.get_data(as_text=True)


def is_done(file: File) -> bool:
    """Tell whether the worker has nothing left to do with a file."""
    db.session.rollback()
    return file.state in {FileState.DONE, FileState.FAILED}


@contextmanager
def new_site() -> Iterator[Flask]:
    """Give an empty site in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)))
        with app.app_context():
            db.create_all()
            load_vocabularies()
            yield app
            db.session.remove()
            db.engine.dispose()


@contextmanager
def worker(app: Flask) -> Iterator[None]:
    """Run the worker of a site."""
    settings: Settings = app.extensions["settings"]
    environment = {"DATA_DIR": str(settings.data_dir), "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "portal", "worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    time.sleep(3)  # it is there already when somebody sends a file
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait(start: float, is_there: Callable[[], bool]) -> float:
    while not is_there():
        if time.perf_counter() - start > PATIENCE:
            sys.exit("the worker did not answer")
        time.sleep(0.05)
    return time.perf_counter() - start


def _unpacked(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the PDFs that are installed, as files."""
    for name, place in PDFS.items():
        source = DOCUMENTATION / place
        if source.exists():
            target = folder / f"{name}.pdf"
            with _open(source) as file:
                target.write_bytes(file.read())
            yield name, target


def _open(path: Path) -> BinaryIO:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


if __name__ == "__main__":
    main()
