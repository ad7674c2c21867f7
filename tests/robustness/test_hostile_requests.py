"""Every route is sent what no browser sends: the answer is a refusal, never a fault of ours.

The routes come from the route table, and their addresses from a site with one of everything,
so that what is sent reaches the views. A route that no address is known for fails the test.
"""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import text
from werkzeug.routing import Rule

from portal import create_app
from portal.auth.access import Access, label_of
from portal.config import Settings
from portal.extensions import db
from portal.uploads.addresses import PREFIX, address_of
from portal.uploads.models import Upload
from portal.web.bodies import FORM_TYPES
from tests.browser import Page
from tests.every_form import ARGUMENTS, PEOPLE, VISITOR, FoundForm, Visitor
from tests.full_site import FullSite

LONGEST_SECONDS = 10
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")

# What stands in the addresses of files and fragments, beside those of pages.
MORE_ARGUMENTS = {
    ("file_id", "name"): "select id, name from file",
    ("file_id", "name", "purpose"): "select id, name, 'clean' from file",
    ("file_id",): "select id from file",
    ("slug", "file_id"): "select slug, logo_id from organisation where logo_id is not null",
    (
        "organisation_id",
        "file_id",
    ): ("select id, logo_id from organisation where logo_id is not null"),
    ("file_format",): "select 'csv' union select 'xlsx' union select 'json'",
    ("organisation_id", "number"): "select id, 1 from organisation",
    ("name", "number"): "select 'home', 0 union select 'library', 9",
    ("item_id", "step"): "select id, 'publish' from item union select id, 'return' from item",
    ("organisation_id", "step"): "select id, 'publish' from organisation",
    ("slug", "kind", "extension"): "select slug, 'words', 'vtt' from item",
    ("item_id", "file_id", "language_code", "kind", "extension"): (
        "select item_id, file_id, language_code, kind, 'txt'"
        " from item_file join transcript using (file_id)"
    ),
}

# What stands in the place of a part of an address.
WORDS = (
    "%00", "%FF%FE", "%ED%A0%80", "..", "%2e%2e%2f", "9" * 30, "x" * 300, "%0d%0aX-A:%20b",
    "<script>", "fra'--", "%",
)  # fmt: skip
NUMBERS = ("0", "-1", "2147483648", "9223372036854775808", "9" * 400, "%D9%A1")

# What is asked by every name that any page reads.
ASKED = (
    *("q", "in", "kind", "domain", "place", "language", "year", "organisation", "sort", "all"),
    *("one", "other", "kept", "within", "parent", "t", "file", "lang", "lines", "next", "key"),
    *("status", "stale_months", "hidden_months", "replaces", "format", "version", "network"),
)
QUERIES = (
    *(
        "&".join(f"{name}={value}" for name in ASKED)
        for value in ("%00", "%FF%FE", "%ED%A0%80", "9" * 30, "-1", "%CC%81", "%D9%A3%C2%B2", "")
    ),
    "&".join(f"page={page}" for page in ("9" * 400, "-1", "NaN", "%00")),
    "page=-1", "page=9223372036854775808", "&&&=&=%00;;", "a=1&" * 800,
)  # fmt: skip

# What is written into every field.
VALUES = (
    b"\0", b"\xff\xfe", "\u202e\u0301\ufeff".encode(), b"\xed\xa0\x80", b"9" * 30,
    b"9223372036854775808", b"-1", "٣²½".encode(), b"1e999", b"2023-99-99/..", b"[" * 3000,
    b"x" * 40_000, "é\r\n\0".encode() * 400, b"<b onclick=x>[a](javascript:x)", b"=1+1",
    b"0:00 x\n99:99:99 --> -1\n" * 50,
)  # fmt: skip
NAMES = (
    b"contributors-0-name", b"contributors-99999999999-name", b"contributors--1-role", b"x[y][z]",
    b"-".join([b"contributors"] * 300), b"\xff", b"", b"version", b"file", b"refs", b"choice-x",
)  # fmt: skip
REMOVING = ("remove", "erase", "cancel", "merge", "delete", "withdraw", "logout", "revoke", "undo")

HEADERS: tuple[dict[str, str], ...] = (
    {
        "Accept-Language": "xx-\x7f, fr;q=NaN, *;q=9e999",
        "Cookie": "musoya=" + "A" * 3000 + "; language=%00; stylesheet=\xff; ; =; x",
        "Range": "bytes=9-1,5-,-" + "9" * 40,
        "HX-Request": "true",
        "HX-Target": "\x00",
        "HX-Current-URL": "http://[",
    },
    {
        "If-None-Match": 'W/"' + "x" * 3000,
        "If-Modified-Since": "Thu, 99 Foo 9999 99:99:99 GMT",
        "Range": "bytes=0-" + "9" * 40,
        "Accept-Encoding": "br;q=NaN, gzip;q=-1, \xff",
        "Save-Data": "on",
        "X-HTTP-Method-Override": "PATCH",
        "Referer": "http://[",
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "9" * 15,
        "Upload-Length": "9" * 40,
        "Upload-Metadata": "filename =\x00",
        "Upload-Checksum": "sha1 \xff",
    },
)
# As a proxy for HTTPS reports a request: Flask-WTF then compares the Referer, after the token.
OVER_HTTPS = {"Origin": "http://[", "Referer": "https://[", "X-Forwarded-Proto": "https"}
BOUNDARY = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b"[" * 100_000),
    ("text/plain", b"a"),
    ("", b"a=b"),
    ("application/octet-stream", b"\0" * 100),
    ("application/offset+octet-stream", b"\0" * 100),
    ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfea\0=\0"),
    ("application/x-www-form-urlencoded", b"a=" + b"x" * 600_000),
    ("multipart/form-data", b"--b\r\n"),
    (BOUNDARY, b""),
    (BOUNDARY, b"--b\r\nContent-Disposition: form-data\r\n\r\n"),
    ("multipart/form-data; boundary=" + "b" * 300, b"--b--"),
    (BOUNDARY, PART % (b"file", b'; filename="\xff\xfe\0.pdf"', b"%PDF-1.7") + b"--b--\r\n"),
    (BOUNDARY, PART % (b"file", b"; filename*=utf-8''%ed%a0%80/../x", b"") + b"--b--\r\n"),
    (BOUNDARY, PART % (b"x", b"\r\nContent-Type: text/plain; charset=nonsense", b"x") * 2500),
)


@dataclass
class Seen:
    """What came of all that was sent, and what went wrong."""

    faults: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)


class Attacker:
    """One of the people, or a visitor, with every address of the site."""

    def __init__(self, app: Flask, person: str, seen: Seen) -> None:
        self.client = Visitor(app, person).client
        self.person = person
        self.seen = seen
        self.token = Page(self.client.get("/fr/uploads/code")).csrf_token

    def send(self, method: str, address: str, **sent: Any) -> int:
        started = time.monotonic()
        said = f"{self.person or 'visitor'} {method} {address[:150]} {str(sent)[:200]}"
        answer = self.client.open(address, method=method, **sent)
        if time.monotonic() - started > LONGEST_SECONDS:
            self.seen.slow.append(said)
        if answer.status_code >= 500:
            self.seen.faults.append(f"{answer.status_code} {said}")
        return answer.status_code

    def send_form(self, address: str, fields: list[tuple[bytes, bytes]]) -> None:
        """Send fields as they are, with a token."""
        sent = [*fields, (b"csrf_token", self.token.encode())]
        body = b"&".join(quote(name).encode() + b"=" + quote(said).encode() for name, said in sent)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self.send("POST", address, data=body, headers=kind)


@pytest.fixture
def full_app(
    full_site: FullSite, tmp_path: Path, compiled_templates: BytecodeCache
) -> Iterator[Flask]:
    shutil.copytree(full_site.folder, tmp_path / "full")
    app = create_app(Settings(environment="testing", data_dir=tmp_path / "full", proxy_hops=1))
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def list_values(app: Flask, rule: Rule, full_site: FullSite) -> list[dict[str, Any]]:
    """Return what may stand in the address of a route: a few rows, or nothing when unknown."""
    names = rule.arguments - {"language"}
    if names == {"token"}:
        if not rule.rule.startswith(PREFIX):
            return [{"token": full_site.secrets.link}]
        uploads = db.session.query(Upload).limit(3).all()
        return [{"token": address_of(upload).removeprefix(PREFIX)} for upload in uploads]
    for known, query in (*ARGUMENTS.items(), *MORE_ARGUMENTS.items()):
        if set(known) == names:
            rows = db.session.execute(text(query)).fetchmany(12)
            return [dict(zip(known, row, strict=False)) for row in rows]
    return []


def list_addresses(app: Flask, full_site: FullSite) -> dict[str, list[tuple[Rule, str]]]:
    """Return the addresses of every route by the name of its view."""
    found: dict[str, list[tuple[Rule, str]]] = {}
    for rule in app.url_map.iter_rules():
        fixed = {"language": "fr"} if "language" in rule.arguments else {}
        built = [rule.build({**fixed, **values}) for values in list_values(app, rule, full_site)]
        known = found.setdefault(rule.endpoint, [])
        known += [(rule, address[1]) for address in built if address]
    db.session.remove()
    return found


@pytest.fixture
def seen() -> Iterator[Seen]:
    """What came of everything; faults are told together."""
    seen = Seen()
    yield seen
    assert seen.faults == []
    assert seen.slow == []


def test_every_route_has_an_address(full_app: Flask, full_site: FullSite) -> None:
    """So that a new one is sent all this too."""
    known = list_addresses(full_app, full_site)
    assert [endpoint for endpoint, addresses in known.items() if not addresses] == []


@pytest.mark.parametrize("person", ["administrator", VISITOR])
def test_addresses_questions_and_headers(
    full_app: Flask, full_site: FullSite, seen: Seen, person: str
) -> None:
    attacker = Attacker(full_app, person, seen)
    known = list_addresses(full_app, full_site)
    for number, (endpoint, addresses) in enumerate(known.items()):
        rule, address = addresses[0]
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        for other in {*METHODS[number % 3 :: 3], method}:
            attacker.send(other, address)
        if person == VISITOR and label_of(endpoint) is not Access.PUBLIC:
            continue
        for spoilt in list(spoil(rule, address))[number % 2 :: 2]:
            attacker.send(method, spoilt)
        for query in QUERIES if method == "GET" else QUERIES[:2]:
            attacker.send(method, f"{address}?{query}")
        for headers in HEADERS:
            attacker.send(method, address, headers=headers)
        token = {"X-CSRFToken": attacker.token}
        attacker.send(method, address, headers=OVER_HTTPS | token)


@pytest.mark.parametrize("person", PEOPLE)
def test_bodies(full_app: Flask, full_site: FullSite, seen: Seen, person: str) -> None:
    attacker = Attacker(full_app, person, seen)
    for endpoint, addresses in list_addresses(full_app, full_site).items():
        rule, address = addresses[0]
        for method in sorted({"POST", "PATCH", "PUT"} & (rule.methods or set())):
            for kind, body in BODIES:
                headers = {"Content-Type": kind, "X-CSRFToken": attacker.token}
                status = attacker.send(method, address, data=body, headers=headers)
                is_form = kind.split(";")[0] in FORM_TYPES
                if not (is_form or endpoint.startswith("uploads.")):
                    assert status in {302, 401, 403, 404, 415}, (address, kind, status)


@pytest.mark.parametrize("person", PEOPLE)
def test_forms(full_app: Flask, every_form: list[FoundForm], seen: Seen, person: str) -> None:
    """What people fill in, each field with each of the values, with a right token."""
    attacker = Attacker(full_app, person, seen)
    forms = {form.endpoint: form for form in every_form if form.person == person}
    for form in sorted(forms.values(), key=lambda one: one.endpoint.endswith(REMOVING)):
        names = dict.fromkeys(one.name for one in form.controls if one.name != "csrf_token")
        for value in VALUES:
            fields = [(name.encode(), value) for name in names]
            attacker.send_form(form.action, fields)
        attacker.send_form(form.action, [(name.encode(), VALUES[0]) for name in names] * 30)
        attacker.send_form(form.action, [(name, b"1") for name in NAMES])
        own = [(name.encode(), said.encode()) for name, said in form.fields if said]
        for name in names:
            kept = [field for field in own if field[0] != name.encode()]
            attacker.send_form(form.action, [*kept, (name.encode(), VALUES[0])])


def spoil(rule: Rule, address: str) -> Iterator[str]:
    """Yield the address with each part that is no fixed word replaced by each of the words."""
    parts = address.split("/")
    fixed = {part for part in rule.rule.split("/") if "<" not in part}
    for number, part in enumerate(parts):
        if part not in fixed and number > 1:  # a language is read in one place
            for word in NUMBERS if part.isdigit() else WORDS:
                yield "/".join([*parts[:number], word, *parts[number + 1 :]])


@pytest.mark.parametrize("word", [*WORDS, *NUMBERS])
def test_languages(app: Flask, word: str) -> None:
    for address in (f"/{word}/", f"/{word}/library/", f"/{word}/desk/", f"/{word}"):
        assert app.test_client().get(address).status_code in {302, 308, 400, 404}
