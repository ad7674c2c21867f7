"""A number that stands in an address is given once, whatever was deleted."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, stamp, upgrade
from sqlalchemy import func, select

from portal import ROOT, create_app
from portal.auth.models import User
from portal.config import Settings
from portal.directory.exchange.models import DirectoryImport
from portal.extensions import db
from portal.library.attachments import attach_file, erase_file
from portal.library.models import Item
from portal.media.models import File
from tests.browser import Browser
from tests.conftest import People
from tests.factories import agree, give_clean_copy, make_item, publish
from tests.full_site import FullSite
from tests.web.round_trips import Rows, read_rows

MIGRATIONS = str(ROOT / "migrations")

# Tables that migrations after 0005 create.
LATER_TABLES = {"installation", "helpline"}

Browse = Callable[[User | None], Browser]


def read_schema(path: Path) -> dict[str, str]:
    """Return how each table and index of a database was made."""
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: sql for name, sql in made if name != "sqlite_sequence"}


def list_numbered_tables() -> set[str]:
    tables = db.metadata.tables.items()
    return {name for name, table in tables if table.autoincrement_column is not None}


def list_counted_tables(path: Path) -> set[str]:
    return {name for name, sql in read_schema(path).items() if "AUTOINCREMENT" in sql}


def test_every_table_with_numbers_gives_each_once(app: Flask, settings: Settings) -> None:
    assert {"file", "item", "organisation", "directory_import"} <= list_numbered_tables()
    assert list_counted_tables(settings.data_dir / "portal.sqlite") == list_numbered_tables()


def test_migrations_count_as_the_models_do(tmp_path: Path) -> None:
    app = create_app(Settings(environment="testing", data_dir=tmp_path))
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        db.engine.dispose()
    assert list_counted_tables(tmp_path / "portal.sqlite") == list_numbered_tables()


@pytest.fixture
def former_site(full_site: FullSite, tmp_path: Path) -> Iterator[Path]:
    """A site with one of everything as the version before made it; its last rows were deleted."""
    folder = tmp_path / "data"
    shutil.copytree(full_site.folder, folder)
    app = create_app(Settings(environment="testing", data_dir=folder))
    with app.app_context():
        stamp(directory=MIGRATIONS)
        downgrade(directory=MIGRATIONS, revision="0004")
        with closing(sqlite3.connect(folder / "portal.sqlite")) as connection, connection:
            connection.execute("DELETE FROM synonym_set")
        yield folder / "portal.sqlite"
        db.session.remove()
        db.engine.dispose()


def largest(table: str, rows: Rows) -> int:
    return max((row["id"] for (name, _key), row in rows.items() if name == table), default=0)


def test_migration_keeps_every_row_and_index(former_site: Path) -> None:
    assert list_counted_tables(former_site) == {"upload"}
    rows, schema = read_rows(former_site), read_schema(former_site)
    upgrade(directory=MIGRATIONS, revision="0005")
    numbered = list_numbered_tables() - LATER_TABLES
    assert read_rows(former_site) == rows
    assert read_schema(former_site).keys() == schema.keys()
    assert list_counted_tables(former_site) == numbered
    with closing(sqlite3.connect(former_site)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        counters = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    assert {name: counters[name] for name in numbered} == {
        name: max(largest(name, rows), counters[name]) for name in numbered
    }
    assert not [name for name in counters if name.startswith("_alembic")]


def test_migration_counts_on_from_numbers_that_the_history_names(former_site: Path) -> None:
    snapshot = '{"files": [[950, "a.pdf", "x"], [null, "", ""]], "organisation_ids": [940]}'
    with closing(sqlite3.connect(former_site)) as connection, connection:
        connection.execute(
            "INSERT INTO revision (record_kind, record_id, number, made_at, action, note,"
            " changed_fields, snapshot) VALUES ('item', 930, 1, '2026-01-01', 'edit', '', '[]', ?)",
            (snapshot,),
        )
    upgrade(directory=MIGRATIONS)
    with closing(sqlite3.connect(former_site)) as connection:
        counters = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    assert (counters["item"], counters["organisation"], counters["file"]) == (930, 940, 950)


def test_address_of_an_erased_file_stays_empty(people: People, browse: Browse) -> None:
    def send(words: str) -> File:
        item = make_item(people.editor, people.organisation, title=words)
        file = attach_file(item, BytesIO(words.encode()), name="note.txt", author=people.editor)
        agree(give_clean_copy(file), people.editor)
        publish(item, people.editor)
        return file

    erased = send("La première note.")
    address = f"/files/{erased.id}/clean/note.txt"
    assert browse(None).status_of(address) == 200
    [(item_id,)] = db.session.execute(db.text("SELECT item_id FROM item_file")).all()
    erase_file(db.session.get_one(Item, item_id), erased.id, author=people.editor)
    assert browse(None).status_of(f"/files/{send('La seconde.').id}/clean/note.txt") == 200
    assert browse(None).status_of(address) == 404


def test_address_of_a_forgotten_import_stays_empty(people: People, browse: Browse) -> None:
    browser = browse(people.administrator)

    def send() -> str:
        table = (BytesIO(b"slug,name\nune,Une association\n"), "table.csv")
        answer = browser.post("/en/desk/imports/", {"file": table})
        assert answer.status_code == 303
        return answer.location

    first = send()
    db.session.execute(db.delete(DirectoryImport))
    db.session.commit()
    second = send()
    assert second != first
    assert browser.status_of(second) == 200
    assert browser.status_of(first) == 404
    assert db.session.scalar(select(func.count()).select_from(DirectoryImport)) == 1
