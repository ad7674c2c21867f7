"""kill -9 of any part of the site, at any moment, loses nothing and shows nothing half-made.

KILLS says how many; the verb `make kill-test` does 200, which takes a quarter of an hour.
"""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import ROOT, create_app
from portal.auth.queries import get_user
from portal.config import Settings
from portal.directory.queries import get_known_organisation
from portal.extensions import db
from portal.library.consents import ConsentValues, confirm_consent
from portal.library.models import Consent, ConsentKind, ItemFile
from portal.media import storage
from portal.media.models import Family, File, FileState, Purpose, Rendition
from portal.media.services import retry_file
from portal.search.queries import count_waiting
from portal.uploads.models import Upload, UploadState
from portal.uploads.partial import size_of
from tests.factories import make_item, publish
from tests.journeys.conftest import free_port
from tests.robustness.kill_people import CHANCE, Ledger, Person, Sender, Visitor
from tests.robustness.kill_site import KilledSite

KILLS = int(os.environ.get("KILLS", "12"))
LONGEST_PAUSE_SECONDS = 2.0
LONGEST_QUEUE = 12
SETTLING_SECONDS = 600
TARGETS = {"worker": 35, "child": 20, "web": 20, "master": 10, "parent": 5, "serve": 10}
ITEMS = 12


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application beside the site, to look into its database."""
    app = create_app(Settings(environment="development", data_dir=settings.data_dir))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


class Trial:
    """A site, people who use it, and somebody who kills it."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app = app
        self.settings: Settings = app.extensions["settings"]
        self.ledger = Ledger()
        self.enough = threading.Event()
        self.killed: Counter[str] = Counter()
        self.retried = 0
        self.folder = folder
        self.site = KilledSite(self.settings, free_port(), folder / "site.log")

    def people(self, items: list[int]) -> list[Person]:
        who = (self.site.url, self.ledger, self.enough)
        half = len(items) // 2
        return [
            Sender(*who, items=items[:half], folder=self.folder / "one", may_send=self.may_send),
            Sender(*who, items=items[half:], folder=self.folder / "two", may_send=self.may_send),
            Visitor(*who),
        ]

    def may_send(self) -> bool:
        with self.app.app_context():
            return count_pending() < LONGEST_QUEUE

    def kill_often(self, times: int) -> None:
        while self.killed.total() < times:
            self.site.keep_running()
            time.sleep(CHANCE.uniform(0, LONGEST_PAUSE_SECONDS))
            target = CHANCE.choices(list(TARGETS), weights=list(TARGETS.values()))[0]
            found = self.site.find(target)
            if found:
                self.note_steps(target)
                self.site.kill(CHANCE.choice(found))
                self.killed[target] += 1
            self.agree()
            assert self.ledger.faults == []

    def note_steps(self, target: str) -> None:
        """Count in which step the worker was hit."""
        if target in {"worker", "serve", "child"}:
            for file in db.session.scalars(select(File).where(File.state == FileState.WORKING)):
                self.ledger.count(f"hit while {step_of(file)}")
            db.session.rollback()

    def agree(self) -> None:
        """Say of each recording that its people agreed, so that it may be shown."""
        agreed = select(Consent.file_id)
        query = select(File).where(File.family == Family.AUDIO, File.id.not_in(agreed))
        for file in db.session.scalars(query).all():
            confirm_consent(file, ConsentValues(kind=ConsentKind.NOBODY), author=get_user("editor"))
        db.session.rollback()

    def settle(self) -> None:
        """Wait until nothing is left to do; press the button where the site gave up."""
        deadline = time.monotonic() + SETTLING_SECONDS
        while time.monotonic() < deadline:
            self.site.keep_running()
            self.agree()
            for file in db.session.scalars(select(File).where(File.failure == "gave_up")).all():
                retry_file(file.id)
                self.retried += 1
            if not count_pending() and not count_waiting() and not list_undelivered():
                return
            db.session.rollback()
            time.sleep(1)
        pytest.fail(f"{count_pending()} files and {count_waiting()} changes still wait")

    def tell(self) -> None:
        megabytes = sum(sent.size for sent in self.ledger.sent) / 1_000_000
        say(f"{self.killed.total()} kills: {dict(self.killed)}; {self.site.starts} starts")
        say(f"acknowledged: {len(self.ledger.sent)} files, {megabytes:.0f} MB")
        say(f"{dict(sorted(self.ledger.counts.items()))}")
        say(f"different public files seen: {len(self.ledger.shown)}")
        say(f"tried again by hand: {self.retried}")


def say(text: str) -> None:
    """Tell what happened; `pytest -s` shows it."""
    sys.stdout.write(f"\n{text}")


def step_of(file: File) -> str:
    if file.read_at is None:
        return "reading"
    if file.copy_for(Purpose.CLEAN) is None:
        return "cleaning"
    return "making light"


def count_pending() -> int:
    pending = File.state.in_((FileState.WAITING, FileState.WORKING))
    count = db.session.scalar(select(func.count(File.id)).where(pending)) or 0
    db.session.rollback()
    return count


def list_undelivered() -> list[int]:
    """Uploads that are whole and not yet where they belong."""
    under_way = Upload.state.in_((UploadState.ARRIVING, UploadState.COMPLETE))
    uploads = db.session.scalars(select(Upload).where(under_way)).all()
    left = [upload.id for upload in uploads if size_of(upload.id) == upload.size]
    db.session.rollback()
    return left


def portal(settings: Settings, *words: str) -> str:
    """Run a command of the site, which must succeed, and return what it says."""
    environment = {**os.environ, "DATA_DIR": str(settings.data_dir), "LOG_LEVEL": "WARNING"}
    done = subprocess.run(
        [sys.executable, "-m", "portal", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.stdout[-3000:]} {done.stderr[-3000:]}"
    return done.stdout


def assert_nothing_acknowledged_is_lost(ledger: Ledger) -> None:
    for sent in ledger.sent:
        query = (
            select(File)
            .join(ItemFile, ItemFile.file_id == File.id)
            .where(ItemFile.item_id == sent.item_id, File.sha256 == sent.sha256)
        )
        file = db.session.scalars(query).first()
        assert file, f"{sent} has no row"
        assert file.size == sent.size
        storage.open_intact(sent.sha256).close()


def assert_every_copy_is_whole() -> None:
    copies = db.session.scalars(select(Rendition)).all()
    say(f"copies opened: {dict(Counter(copy.format for copy in copies))}")
    for copy in copies:
        storage.open_intact(copy.sha256).close()
        path = storage.find_bytes(copy.sha256)
        assert path.stat().st_size == copy.size
        reader = READERS.get(copy.format)
        if reader:
            done = subprocess.run([*reader, path], capture_output=True, check=False)
            assert done.returncode == 0, f"{copy.format}: {done.stderr[-500:]!r}"


READERS = {
    "pdf": ("qpdf", "--check"),
    **dict.fromkeys(("opus", "mp3", "ogg", "wav", "m4a", "flac"), ("ffprobe", "-v", "error")),
}


def assert_only_clean_copies_were_shown(ledger: Ledger) -> None:
    for number, sha256 in ledger.shown:
        query = select(Rendition).where(Rendition.file_id == number, Rendition.sha256 == sha256)
        assert db.session.scalars(query).first(), f"file {number} showed something else"


def assert_all_is_done() -> None:
    states = Counter(db.session.scalars(select(File.state)).all())
    assert set(states) <= {FileState.DONE}, states


@pytest.mark.usefixtures("people")
def test_kills_lose_nothing_and_show_nothing_half_made(app: Flask, tmp_path: Path) -> None:
    editor = get_user("editor")
    made = [
        make_item(editor, get_known_organisation("rejefpo"), title=f"A{n}") for n in range(ITEMS)
    ]
    items = [publish(item, editor).id for item in made]
    db.session.rollback()
    trial = Trial(app, tmp_path)
    people = trial.people(items)
    try:
        trial.site.keep_running()
        for person in people:
            person.start()
        trial.kill_often(KILLS)
        trial.enough.set()
        trial.site.keep_running()
        for person in people:
            person.join(120)
        trial.settle()
        assert trial.site.zombies() == []
    finally:
        trial.enough.set()
        status = trial.site.stop()
        trial.tell()
    assert status == 0
    assert trial.ledger.faults == []
    assert trial.site.survivors() == []
    assert_all_is_done()
    assert_nothing_acknowledged_is_lost(trial.ledger)
    assert_every_copy_is_whole()
    assert_only_clean_copies_were_shown(trial.ledger)
    say(portal(trial.settings, "media", "check"))
    say(portal(trial.settings, "index", "check", "--no-repair"))
    assert_leftovers_go(trial)


def assert_leftovers_go(trial: Trial) -> None:
    """What killed processes left in the store belongs to nobody, and the sweeps take it."""
    incoming = trial.settings.files_dir / "incoming"
    left = list(incoming.glob("*"))
    say(f"left by the killed, until the sweep of the next day: {len(left)} half files")
    for path in left:
        os.utime(path, (0, 0))
    storage.forget_broken_arrivals()
    assert not list(incoming.glob("*"))
