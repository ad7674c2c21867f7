"""Sends each form of the site, refused or not, and compares the rows that come of it."""

import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.extensions import db
from tests.browser import FreshClient
from tests.every_form import PEOPLE, WORDS, FoundForm
from tests.every_form import _controls_of as list_controls
from tests.factories import PASSWORD, silence

Fields = list[tuple[str, str]]

TOKEN = "csrf_token"
CARRIED = "carried-text-"

# Forms that are open to everybody, or that carry a secret: they have tests of their own.
BY_THEMSELVES = {
    "auth.sign_in": "it carries the other forms",
    "auth.logout": "it needs no token",
    "contacts.open": "it has no field and needs no token",
    "check_links.confirm": "it has no words and needs no token",
    "check_links.correct": "it needs no token and no session",
}

# What is typed into the fields of forms that are empty, or shown again as they were.
TYPED = {
    "desk.create": {"title": "Paroles de teinturières"},
    "sheets.create": {"name": "Coopérative des teinturières de Bla"},
    "sheet_rows.create": {"value": "+223 00 00 00 09", "description": "Des veillées « au four »."},
    "places.create": {"label_fr": "Hameau des potières", "label_en": "Potters", "label_ar": "قرية"},
    "helplines_desk.create": {"number": "80 00 00 09", "name_fr": "Une « ligne » d'écoute"},
    "synonyms.create": {"expressions": "potière\r\nfaiseuse de pots"},
    "uploading.redeem": {"code": "AAA-AAA"},
    "file_desk.rename": {"name": "Une voix « entendue »"},
}
MORE_WORDS = "\r\nEncore « une » ligne, écrite longtemps.\r\n"

# A file for each form that takes one.
FILES = {
    "desk.upload": ("file", "veillée du soir.wav", silence().getvalue()),
    "file_desk.confirm": ("evidence", "accord.wav", silence().getvalue()),
    "imports.send": ("file", "réseaux.csv", b"name,kind\nPotieres de Bla,association\n"),
    "logo_desk.upload": ("file", "logo.png", b"\x89PNG no picture"),
    "transcribing.upload": ("file", "mots.txt", b"[0:03] Awa: Bonjour.\n"),
}

# Rows of the machinery, and columns that are new with every send.
_NOT_COMPARED = {"login_session", "login_failure", "change_clock", "alembic_version"}
_ALWAYS_NEW = ("_at", "_hash")
_NEW_REF = re.compile(r"\b[0-9a-f]{12}\b")


def choose_forms(forms: Iterable[FoundForm]) -> list[FoundForm]:
    """Return a form of each endpoint and kind: the one with the most fields."""
    chosen: dict[tuple[str, ...], FoundForm] = {}
    for form in sorted(forms, key=lambda one: -len(one.controls)):
        words = (str(form.arguments[name]) for name in WORDS if name in form.arguments)
        chosen.setdefault((form.endpoint, *words), form)
    return list(chosen.values())


def type_into(form: FoundForm) -> Fields:
    """Return what a person sends who typed into the form; without its token."""
    typed = TYPED.get(form.endpoint, {})
    fields = []
    chosen = {one.name for one in form.controls if one.kind == "radio" and one.is_sent}
    for control in form.controls:
        is_first_choice = control.kind == "radio" and control.name not in chosen
        if not (control.is_sent or is_first_choice) or control.name == TOKEN:
            continue
        chosen.add(control.name)
        value = typed.get(control.name, control.value)
        if control.kind == "select" and value in {"", "0"} and len(control.options) > 1:
            value = control.options[1]
        if control.kind == "textarea" and control.name not in typed:
            value = (value + _more_words(form)).lstrip()
        fields.append((control.name, value))
    return fields


def _more_words(form: FoundForm) -> str:
    if form.endpoint == "transcribing.save":
        return "\r\n[0:20] Encore « une » ligne."
    return MORE_WORDS if form.endpoint != "check_links.correct" else ""


@dataclass(frozen=True)
class FormOnPage:
    """A form that an answer shows, with the fields that a browser sends of it."""

    action: str
    fields: Fields
    file_fields: list[str]

    def holds(self, fields: Fields, prefix: str = "") -> bool:
        wanted = _count((f"{prefix}{name}", value) for name, value in fields)
        return not wanted - _count(self.fields)


def _count(fields: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    return Counter((name, value.replace("\r\n", "\n")) for name, value in fields)


def list_forms(answer: TestResponse) -> list[FormOnPage]:
    root = html5lib.parse(answer.text, namespaceHTMLElements=False)
    address = answer.request.full_path.rstrip("?")
    return [_read_form(form, address) for form in root.iter("form") if form.get("method") == "post"]


def _read_form(form: Element, address: str) -> FormOnPage:
    controls = list(list_controls(form))
    return FormOnPage(
        urljoin(address, form.get("action") or address),
        [(one.name, one.value) for one in controls if one.is_sent],
        [one.name for one in controls if one.kind == "file"],
    )


class RefusingSite:
    """An application on a copy of the full site that can be put back as it was.

    Everybody is signed in once, so that each send needs few requests.
    """

    def __init__(self, app: Flask, folder: Path, baseline: Path) -> None:
        self.app = app
        self.folder = folder
        self.baseline = baseline
        self.resets = 0
        self.signed_in = {person: self._sign_in(person) for person in PEOPLE}
        self._forget_connections()
        shutil.copytree(folder, baseline)

    def reset(self) -> None:
        """Put all rows and files back; what is cached of former rows is never valid again."""
        self._forget_connections()
        self.resets += 1
        for name in ("files", "uploads"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            if (self.baseline / name).exists():
                shutil.copytree(self.baseline / name, self.folder / name)
        shutil.copy(self.baseline / "portal.sqlite", self.folder / "portal.sqlite")
        ticks = {"more": self.resets * 1000}
        db.session.execute(text("update change_clock set ticks = ticks + :more"), ticks)
        db.session.commit()
        db.session.remove()

    def _forget_connections(self) -> None:
        db.session.remove()
        db.engine.dispose()
        for name in ("portal.sqlite-wal", "portal.sqlite-shm"):
            (self.folder / name).unlink(missing_ok=True)

    def _sign_in(self, person: str) -> tuple[str, str]:
        """Return the session cookie of a person, and the token that goes with it."""
        client, page = self.open_client(), "/fr/desk/" if person else "/fr/login"
        if person:
            (form,) = list_forms(client.get("/fr/login"))
            assert self.send_sign_in(client, form, person).status_code == 302
        token = dict(list_forms(client.get(page))[0].fields)[TOKEN]
        cookie = client.get_cookie("musoya")
        assert cookie
        return cookie.value, token

    def open_client(self) -> FreshClient:
        return FreshClient(self.app, self.app.response_class, use_cookies=True)

    def sign_in(self, person: str) -> tuple[FreshClient, str]:
        """Return the client of a person, and a valid token."""
        client = self.open_client()
        cookie, token = self.signed_in[person]
        client.set_cookie("musoya", cookie)
        return client, token

    def send_sign_in(self, client: FreshClient, form: FormOnPage, person: str) -> TestResponse:
        known = {"login": person, "password": PASSWORD}
        fields = [(name, known.get(name, value)) for name, value in form.fields]
        return self.post(client, form.action, fields)

    def post(
        self,
        client: FreshClient,
        address: str,
        fields: Fields,
        file: tuple[str, str, bytes] | None = None,
    ) -> TestResponse:
        """Send a form as a browser does, and the same body again after a redirect with 307."""
        answer = client.post(address, data=_body(fields, file))
        if answer.status_code == 307:
            answer = client.post(answer.location, data=_body(fields, None))
        return answer

    def read_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all rows of the database, without what is new with every send."""
        with closing(sqlite3.connect(self.folder / "portal.sqlite")) as connection:
            tables = connection.execute("select name from sqlite_master where type = 'table'")
            names = [name for (name,) in tables if not name.startswith("sqlite_")]
            return {
                name: list(_rows_of(connection, name))
                for name in names
                if name not in _NOT_COMPARED
            }


def _rows_of(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    cursor = connection.execute(f'select * from "{table}" order by 1, 2')  # noqa: S608 - our tables
    kept = [i for i, column in enumerate(cursor.description) if not column[0].endswith(_ALWAYS_NEW)]
    for row in cursor:
        values = (row[i] for i in kept)
        yield tuple(_NEW_REF.sub("ref", v) if isinstance(v, str) else v for v in values)


def _body(fields: Fields, file: tuple[str, str, bytes] | None) -> dict[str, list[Any]]:
    body: dict[str, list[Any]] = {}
    for name, value in fields:
        body.setdefault(name, []).append(value)
    if file:
        field, name, content = file
        body[field] = [(BytesIO(content), name)]
    return body


def path_of(form: FoundForm) -> str:
    return urlsplit(form.action).path
