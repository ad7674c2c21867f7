"""A database that is locked, full or gone: what people are told, and what still answers."""

import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.auth.models import User
from portal.config import Settings
from portal.extensions import database, db
from portal.extensions.database import Base
from portal.web.errors import RETRY_SECONDS
from tests.browser import Browser, Page, check_page
from tests.conftest import People
from tests.every_form import PEOPLE, FoundForm, Visitor, list_pages
from tests.factories import silence
from tests.full_site import FullSite

Browse = Callable[[User | None], Browser]

# Forms that are refused, filled like this, before anything is written.
REFUSED_BEFORE = {
    *("sheet_rows.create", "sheet_rows.save", "logo_desk.upload", "synonyms.create"),
    *("places.create", "transcribing.save", "transcribing.upload", "uploading.retry"),
    *("uploading.redeem", "auth.sign_in", "check_links.correct", "helplines_desk.create"),
    "import_columns.save",
}

WRITTEN = ("name", "title", "reason", "note", "expressions", "description", "lines", "value")
WAV = silence().read()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 30)


@pytest.fixture
def full_app(
    full_site: FullSite, tmp_path: Path, compiled_templates: BytecodeCache, impatient: None
) -> Iterator[Flask]:
    shutil.copytree(full_site.folder, tmp_path / "full")
    app = create_app(Settings(environment="testing", data_dir=tmp_path / "full"))
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def visitors(full_app: Flask) -> dict[str, Visitor]:
    return {person: Visitor(full_app, person) for person in PEOPLE}


@pytest.fixture
def locked(full_app: Flask, visitors: dict[str, Visitor]) -> Iterator[sqlite3.Connection]:
    """Another process that writes and does not end."""
    db.session.remove()
    path = full_app.extensions["settings"].data_dir / "portal.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.execute("ROLLBACK")


def list_rows() -> dict[str, list[Any]]:
    tables = Base.metadata.sorted_tables
    rows = {
        table.name: [tuple(row) for row in db.session.execute(table.select())] for table in tables
    }
    db.session.remove()
    return rows


def fill(form: FoundForm, token: str) -> dict[str, list[Any]]:
    """Return what a browser sends of a form in which something was written or chosen."""
    sent: dict[str, list[Any]] = {"csrf_token": [token]}
    chosen = {one.name for one in form.controls if one.kind == "radio" and one.is_sent}
    for control in form.controls:
        if control.kind == "radio" and control.name not in chosen:
            chosen.add(control.name)
            sent[control.name] = [control.value]
        elif control.kind == "file":
            sent[control.name] = [(BytesIO(WAV), "parole.wav")]
        elif control.kind == "select" and not control.value and control.options:
            sent[control.name] = [control.options[-1]]
        elif control.is_sent and control.name != "csrf_token":
            words = " encore" if control.name.endswith(WRITTEN) else ""
            sent.setdefault(control.name, []).append(f"{control.value}{words}")
    return sent


def find_lost_words(sent: dict[str, list[Any]], html: str) -> list[str]:
    """Return the texts of a form that its answer does not hold."""
    held = unescape(html).replace("\r\n", "\n")
    texts = [value for name in sent.keys() - {"csrf_token"} for value in sent[name]]
    return [text for text in texts if isinstance(text, str) and plain(text) not in held]


def plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def list_kinds(forms: list[FoundForm]) -> list[FoundForm]:
    """Return one form for each endpoint and person, so that each view is entered."""
    return list({(form.person, form.endpoint): form for form in forms}.values())


@pytest.mark.usefixtures("locked")
def test_every_form_is_answered_while_another_process_writes(
    every_form: list[FoundForm], visitors: dict[str, Visitor]
) -> None:
    before = list_rows()
    tokens = {name: find_token(visitor) for name, visitor in visitors.items()}
    statuses: dict[str, Counter[int]] = {}
    for form in list_kinds(every_form):
        client = visitors[form.person].client
        sent = fill(form, tokens[form.person])
        answer = client.post(form.action, data=sent)
        statuses.setdefault(form.endpoint, Counter())[answer.status_code] += 1
        assert answer.status_code == 503 or answer.status_code < 500, (form, answer.status_code)
        if answer.status_code == 503:
            assert answer.headers["Retry-After"] == str(RETRY_SECONDS)
            check_page(Page(answer))
            assert find_lost_words(sent, answer.text) == [], form
    untouched = {name: counted for name, counted in statuses.items() if 503 not in counted}
    assert untouched.keys() <= REFUSED_BEFORE, untouched
    assert list_rows() == before


@pytest.mark.usefixtures("locked")
def test_every_page_is_read_while_another_process_writes(
    full_app: Flask, full_site: FullSite, visitors: dict[str, Visitor]
) -> None:
    pages = list_pages(full_app, full_site.secrets)
    for person in ("administrator", ""):
        for page in pages:
            assert visitors[person].client.get(page).status_code < 500, page


@pytest.mark.usefixtures("locked")
def test_readers_do_not_stand_behind_those_who_wait_to_write(
    full_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More writers than SQLAlchemy keeps connections by itself."""

    def sign_in() -> int:
        browser = Browser(full_app)
        form = {"login": "nobody", "password": "x"}
        return browser.post("/fr/login", form).status_code

    def read() -> float:
        started = time.monotonic()
        assert Browser(full_app).status_of("/fr/library/?q=potières") == 200
        return time.monotonic() - started

    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 1_500)
    db.engine.dispose()
    with ThreadPoolExecutor(40) as threads:
        writers = [threads.submit(sign_in) for _ in range(30)]
        time.sleep(0.5)
        readers = [threads.submit(read) for _ in range(5)]
        assert {writer.result() for writer in writers} == {503}
        assert max(reader.result() for reader in readers) < 10


def find_token(visitor: Visitor) -> str:
    return Page(visitor.client.get("/fr/uploads/code")).csrf_token


def test_a_page_of_an_error_needs_no_database(app: Flask, browse: Browse, people: People) -> None:
    client = browse(people.administrator).client

    def fail(*_arguments: object) -> None:
        raise OperationalError("SELECT 1", {}, ConnectionError("gone"))

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        answer = client.get("/fr/desk/")
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)
    assert answer.status_code == 503
    check_page(Page(answer))


def test_a_full_disk_under_the_database_is_told(app: Flask, browse: Browse, people: People) -> None:
    browser = browse(people.contributor)
    pages = db.session.connection().exec_driver_sql("PRAGMA page_count").scalar()
    db.session.remove()
    db.engine.dispose()

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(db.engine, "connect", limit)
    long = {"kind": "document", "title": "x", "language_code": "fra", "rights": "unknown"}
    long |= {"visibility": "public", "owner_id": people.organisation.id}
    long |= {"body": "la paix " * 60_000}
    answer = browser.post("/fr/desk/items/new", long)
    assert answer.status_code == 507
    check_page(Page(answer))
