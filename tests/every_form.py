"""Every form of the site that changes something, as the people who may use it are given it.

The forms are found and not listed: each page of the route table is fetched by each person,
and each form with `method="post"` is kept with the endpoint to which it leads. The site of
`tests/full_site.py` has one of everything, so that each form is shown, filled.

For a Flask client a form is its `action` and its `fields`; for a real browser it is the
`person` who signs in (with `PASSWORD` of `tests/factories.py`), the path of the `page` that
she opens, and `document.forms[index]`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from sqlalchemy import text
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.auth.access import Access, label_of
from portal.extensions import db
from tests.browser import Browser, FreshClient, text_of
from tests.factories import PASSWORD
from tests.full_site import Secrets

VISITOR = ""
PEOPLE = ("administrator", "editor", "contributor", "member", VISITOR)

# POST endpoints to which no form of a page leads, with the reason.
WITHOUT_FORM = {
    "uploads.create": "tus: upload.js asks it for a place",
    "uploads.override": "tus: PATCH and DELETE of clients that know POST alone",
}

# How many pages of a kind are opened after the last that had a new form.
MORE_PAGES = 2

# Arguments of routes that choose between forms, and not between records.
WORDS = ("step", "part", "kind")

# What stands in the addresses of pages, by the names of the arguments of their routes.
ARGUMENTS: dict[tuple[str, ...], str] = {
    (): "select 1",
    ("item_id",): "select id from item",
    ("item_id", "file_id"): "select item_id, file_id from item_file",
    ("item_id", "file_id", "language_code", "kind"): (
        "select item_id, file_id, language_code, kind"
        " from item_file join transcript using (file_id)"
        " union select item_id, file_id, 'fra', 'words' from item_file"
    ),
    ("organisation_id",): "select id from organisation",
    ("organisation_id", "part"): (
        "select id, part from organisation join (select 'memberships' part"
        " union select 'contacts' union select 'interventions')"
    ),
    ("organisation_id", "part", "ref"): (
        "select organisation_id, 'memberships', ref from membership"
        " union select organisation_id, 'contacts', ref from contact"
        " union select organisation_id, 'interventions', ref from intervention"
    ),
    ("proposal_id",): "select id from proposal",
    ("import_id",): "select id from directory_import",
    ("place_id",): "select id from place where slug in ('mali', 'segou', 'bla')",
    ("set_id",): "select id from synonym_set",
    ("helpline_id",): "select id from helpline",
    ("upload_id",): "select id from upload",
    ("slug",): "select slug from organisation union select slug from item",
}

# Queries of pages that show their forms only then.
QUERIES = {
    "checks.rules": "select 'stale_months=6&hidden_months=12'",
    "merging.choose": (
        "select 'one=' || one_id || '&other=' || other_id from distinct_pair"
        " union select 'one=' || min(id) || '&other=' || max(id)"
        " from organisation where name like 'Marraines%'"
    ),
    "merging.confirm": (
        "select 'one=' || min(id) || '&other=' || max(id) || '&kept=' || min(id)"
        " from organisation where name like 'Marraines%'"
    ),
}

# Pages that show nothing but files or words, and pages that a script asks for.
NO_PAGES = (
    "files.",
    "machines.",
    *("home.picture", "library.picture", "directory.picture"),
    *("subjects.domain_picture", "subjects.place_picture"),
    "logos.",
    "uploads.",
    "static",
    "home.suggest",
    "library.suggest",
    "sheets.revision",
)


Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Control:
    """A field of a form as the page shows it; `options` are the values it offers."""

    name: str
    kind: str
    value: str
    is_sent: bool
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundForm:
    """A form of a page: who opens which page, which form of it, and where it leads."""

    person: str
    page: str
    index: int
    action: str
    endpoint: str
    arguments: Mapping[str, Any]
    controls: tuple[Control, ...] = field(compare=False)

    @property
    def fields(self) -> Fields:
        """What a browser sends of the form unchanged: the token too, and no file."""
        return [(one.name, one.value) for one in self.controls if one.is_sent]

    @property
    def shape(self) -> tuple[str, ...]:
        """The endpoint and the names of the fields: forms of one shape differ in values alone."""
        words = (self.arguments[name] for name in WORDS if name in self.arguments)
        names = {re.sub("[0-9]+", "#", one.name) for one in self.controls}
        return (self.endpoint, *words, *sorted(names))


class Visitor:
    """A person with her own browser; pages that she may not see are left out."""

    def __init__(self, app: Flask, person: str) -> None:
        self.app = app
        self.person = person
        self.browser = Browser(app)
        if person:
            self.browser.sign_in(person, PASSWORD)

    @property
    def client(self) -> FreshClient:
        return self.browser.client

    @property
    def cookies(self) -> dict[Any, Any]:
        """What her browser keeps between one page and the next."""
        return dict(self.client._cookies)  # noqa: SLF001 - no public way to put them back

    @cookies.setter
    def cookies(self, cookies: dict[Any, Any]) -> None:
        self.client._cookies = dict(cookies)  # noqa: SLF001 - as above

    def find_forms(self, page: str) -> tuple[list[FoundForm], list[str]]:
        """Return the forms of a page with `method="post"`, and the paths to which it links."""
        answer = self.client.get(page)
        assert answer.status_code < 500, page
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return [], []
        root = html5lib.parse(answer.text, namespaceHTMLElements=False)
        links = [a.get("href", "").partition("#")[0] for a in root.iter("a")]
        return list(self._forms_of(page, root)), links

    def send(self, form: FoundForm, fields: Fields) -> TestResponse:
        """Send fields as a browser does: in their order, with the files as files without a name."""
        data: MultiDict[str, Any] = MultiDict(fields)
        for control in form.controls:
            if control.kind == "file" and control.name not in data:
                data.add(control.name, (BytesIO(), ""))
        return self.client.post(form.action, data=data)

    def _forms_of(self, page: str, root: Element) -> Iterator[FoundForm]:
        site = self.app.url_map.bind("localhost")
        for index, form in enumerate(root.iter("form")):
            if form.get("method", "get").lower() == "post":
                action = form.get("action") or page
                endpoint, arguments = site.match(urlsplit(action).path, method="POST")
                arguments = {name: value for name, value in arguments.items() if name != "language"}
                controls = tuple(_controls_of(form))
                yield FoundForm(self.person, page, index, action, endpoint, arguments, controls)


def _controls_of(form: Element) -> Iterator[Control]:
    """Return the controls of a form, with the first button that sends it."""
    buttons = 0
    for element in form.iter():
        name, kind = element.get("name", ""), element.get("type", "").lower()
        if element.tag == "button" and kind in {"", "submit"}:
            buttons += 1
            if name:
                yield Control(name, "button", element.get("value", ""), is_sent=buttons == 1)
        elif not name or element.get("disabled") is not None:
            continue
        elif element.tag == "textarea":
            # A browser sends line ends as CRLF.
            said = (element.text or "").replace("\n", "\r\n")
            yield Control(name, "textarea", said, is_sent=True)
        elif element.tag == "select":
            yield _control_of_select(name, element)
        elif element.tag == "input":
            yield _control_of_input(name, kind or "text", element)


def _control_of_select(name: str, element: Element) -> Control:
    options = list(element.iter("option"))
    values = tuple(option.get("value", text_of(option)) for option in options)
    chosen = [option.get("selected") is not None for option in options]
    first = chosen.index(True) if True in chosen else 0
    return Control(name, "select", values[first] if values else "", bool(values), values)


def _control_of_input(name: str, kind: str, element: Element) -> Control:
    if kind in {"checkbox", "radio"}:
        value = element.get("value", "on")
        return Control(name, kind, value, is_sent=element.get("checked") is not None)
    return Control(name, kind, element.get("value", ""), is_sent=kind != "file")


def list_pages(app: Flask, secrets: Secrets, *, language: str = "fr") -> list[str]:
    """Return the path of every page of the route table, for each row that has one."""
    site = app.url_map.bind("localhost")
    pages = [
        site.build(rule.endpoint, values)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(NO_PAGES)
        for values in _list_arguments(rule, secrets, language)
    ]
    asked = [
        f"{site.build(endpoint, {'language': language})}?{question}"
        for endpoint, query in QUERIES.items()
        for question in db.session.scalars(text(query))
    ]
    return list(dict.fromkeys(pages + asked))


def _list_arguments(rule: Rule, secrets: Secrets, language: str) -> Iterator[dict[str, Any]]:
    names = rule.arguments - {"language"}
    fixed = {"language": language} if "language" in rule.arguments else {}
    if names == {"token"}:
        yield {**fixed, "token": secrets.link}
        return
    for known, query in ARGUMENTS.items():
        if set(known) == names:
            for row in db.session.execute(text(query)):
                yield {**fixed, **dict(zip(known, row, strict=False))}


def find_forms(app: Flask, secrets: Secrets, *, language: str = "fr") -> list[FoundForm]:
    """Return every form that people find on the pages of the site, and one page beyond them.

    Pages of the desk to which these link with a query (two records beside each other, the
    language of a transcript) are opened too. Of pages that differ in their record alone, each
    person opens some more after the last that had a new form.
    """
    pages = list_pages(app, secrets, language=language)
    asked = [page for page in pages if "?" in page]
    found: list[FoundForm] = []
    for person in PEOPLE:
        visitor = Visitor(app, person)
        waiting, seen, shapes = list(pages), {_kind_of(app, page) for page in asked}, set()
        without_news: Counter[str] = Counter()
        while waiting:
            page = waiting.pop(0)
            kind = _kind_of(app, page)
            if without_news[kind] > MORE_PAGES:
                continue
            forms, links = visitor.find_forms(page)
            news = {form.shape for form in forms} - shapes
            without_news[kind] = 0 if news else without_news[kind] + bool(links)
            shapes |= news
            found += forms
            waiting.extend(_list_new_pages(app, links, seen))
    return found


def _kind_of(app: Flask, page: str) -> str:
    """Return what a page has in common with those that differ in their record alone."""
    path, query = urlsplit(page).path, urlsplit(page).query
    endpoint, arguments = app.url_map.bind("localhost").match(path)
    words = [str(arguments[name]) for name in WORDS if name in arguments]
    return " ".join([endpoint, *words, *sorted(parse_qs(query))])


def _list_new_pages(app: Flask, links: Iterable[str], seen: set[str]) -> Iterator[str]:
    """Yield pages of the desk with a query, one for each set of names in the query."""
    site = app.url_map.bind("localhost")
    for link in links:
        path, query = urlsplit(link).path, urlsplit(link).query
        if not query or not path or not site.test(path):
            continue
        kind = _kind_of(app, link)
        if kind not in seen and label_of(site.match(path)[0]) is not Access.PUBLIC:
            seen.add(kind)
            yield link


def list_post_endpoints(app: Flask) -> set[str]:
    """Return every endpoint of the route table that takes POST."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
