"""Sending a form back as a browser does, and finding what that changed in any row of any table."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from portal.extensions import db
from tests.every_form import Fields, FoundForm, Visitor

Row = dict[str, Any]
Rows = dict[tuple[str, tuple[Any, ...]], Row]

DATABASE = "portal.sqlite"


@dataclass(frozen=True)
class Change:
    """One value of one row that is not what it was; a whole row that came or went has no column."""

    table: str
    column: str
    before: Any
    after: Any


def choose_filled(forms: list[FoundForm]) -> list[FoundForm]:
    """Return one form of each shape for each person: the one with the most in it."""
    chosen: dict[tuple[object, ...], FoundForm] = {}
    for form in forms:
        key = (form.person, *form.shape)
        if key not in chosen or count_filled(form) > count_filled(chosen[key]):
            chosen[key] = form
    return list(chosen.values())


def count_filled(form: FoundForm) -> int:
    return sum(bool(value) for _name, value in form.fields)


def replaced(form: FoundForm, values: dict[str, str]) -> Fields:
    """Return the fields of a form with other values."""
    return [(name, values.get(name, value)) for name, value in form.fields]


class Copies:
    """A site that forgets all that was done to it whenever it is told to."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app = app
        self.path = folder / DATABASE
        self.visitors: dict[str, Visitor] = {}
        self.tick = 1

    def sign_in(self, people: set[str]) -> None:
        """Sign people in, and keep the site as it is then."""
        self.visitors = {person: Visitor(self.app, person) for person in people}
        self.cookies = {person: one.cookies for person, one in self.visitors.items()}
        self._release()
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.content = self.path.read_bytes()
        self.rows = read_rows(self.path)

    def restore(self) -> None:
        """Put the database back; the clock goes on, so that no cache holds what was forgotten."""
        for person, cookies in self.cookies.items():
            self.visitors[person].cookies = cookies
        self._release()
        for name in (f"{DATABASE}-wal", f"{DATABASE}-shm"):
            self.path.with_name(name).unlink(missing_ok=True)
        self.path.write_bytes(self.content)
        self.tick += 1_000
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("UPDATE change_clock SET ticks = ticks + ?", (self.tick,))

    def send(self, form: FoundForm, fields: Fields) -> tuple[TestResponse, list[Change]]:
        """Send fields of a form that was opened, and return the answer with what it changed."""
        answer = self.visitors[form.person].send(form, fields)
        db.session.remove()
        return answer, list(list_changes(self.rows, read_rows(self.path)))

    def open(self, form: FoundForm) -> FoundForm:
        """Return the form as its page shows it on the site as it was."""
        self.restore()
        return self.look_again(form)

    def look_again(self, form: FoundForm) -> FoundForm:
        """Return the form as its page shows it after what was sent."""
        forms, _links = self.visitors[form.person].find_forms(form.page)
        return forms[[one.index for one in forms].index(form.index)]

    def _release(self) -> None:
        db.session.remove()
        db.engine.dispose()


def read_rows(path: Path) -> Rows:
    """Return every row of every table that the database has, by table and primary key."""
    rows: Rows = {}
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT name FROM sqlite_master").fetchall()
        tables = {name: table for name, table in db.metadata.tables.items() if (name,) in made}
        for name, table in tables.items():
            keys = [column.name for column in table.primary_key]
            cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a table of ours
            names = [column[0] for column in cursor.description]
            for values in cursor:
                row = dict(zip(names, values, strict=True))
                rows[name, tuple(row[key] for key in keys if key in row)] = row
    return rows


def list_changes(before: Rows, after: Rows) -> Iterator[Change]:
    """Yield every value that differs, but for the clock, which moves with every commit."""
    for key in before.keys() | after.keys():
        table, old, new = key[0], before.get(key), after.get(key)
        if table == "change_clock":
            continue
        if old is None or new is None:
            yield Change(table, "", old, new)
        else:
            for column in old:
                if old[column] != new[column]:
                    yield Change(table, column, old[column], new[column])
