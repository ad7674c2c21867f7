"""A visitor with opinions: fetches pages from the application and refuses bad ones."""

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FIELDS = ("input", "select", "textarea")
UNLABELLED_TYPES = {"hidden", "submit", "button"}
TEXT_TYPES = {"text", "search", "email", "tel", "url", "number", "date"}

# Forms in which nothing is written that would be missed: a login, the code of an upload.
WITHOUT_DRAFT = ("/login", "/code")


class FreshClient(FlaskClient):
    """A client whose every request has a context of its own, as on a server."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*arguments, **{"buffered": True, **options})


class Page:
    """An HTML answer that was read and found good."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        self.root = parse(self.text)

    def find_all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.root.iter(tag)
            if all(
                element.get(name.rstrip("_").replace("_", "-")) == value
                for name, value in attributes.items()
            )
        ]

    def find(self, tag: str, **attributes: str) -> Element:
        found = self.find_all(tag, **attributes)
        assert found, f"no <{tag}> with {attributes}"
        return found[0]

    def links(self) -> list[str]:
        return [a.get("href", "") for a in self.root.iter("a")]

    @property
    def title(self) -> str:
        return text_of(self.find("h1"))

    @property
    def csrf_token(self) -> str:
        return self.find("input", name="csrf_token").get("value", "")


class Browser:
    """The pages of one application, as one person sees them."""

    def __init__(self, app: Flask) -> None:
        self.client = FreshClient(app, app.response_class, use_cookies=True)

    def get(self, url: str, *, status: int = 200, **options: Any) -> Page:
        response = self.client.get(url, **options)
        assert response.status_code == status, f"{url}: {response.status_code}"
        page = Page(response)
        check_page(page)
        return page

    def status_of(self, url: str, **options: Any) -> int:
        return self.client.get(url, **options).status_code

    def post(self, url: str, data: dict[str, Any] | None = None, *, on: str = "") -> TestResponse:
        """Post as the form of the page `on` (by default the same address) would."""
        page = self.client.get(on or url)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))
        assert token, f"no form on {on or url}"
        return self.client.post(url, data={**(data or {}), "csrf_token": token[1]})

    def sign_in(self, login: str, password: str) -> None:
        response = self.post("/fr/login", {"login": login, "password": password})
        assert response.status_code == 302, f"{login} could not sign in"


def parse(html: str) -> Element:
    """Return the document without namespaces, or fail on the first HTML error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(html)


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def check_page(page: Page) -> None:
    root = page.root
    assert root.get("lang") in {"fr", "en", "ar"}
    assert root.get("dir") == ("rtl" if root.get("lang") == "ar" else "ltr")
    assert text_of(page.find("title"))
    assert len(page.find_all("h1")) == 1
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    assert not [id_ for id_, count in ids.items() if count > 1], "ids used twice"
    _check_labels(root)
    _check_drafts(page)
    _check_htmx(page)


def _check_labels(root: Element) -> None:
    labelled = {label.get("for") for label in root.iter("label")}
    inside = {field for label in root.iter("label") for field in label.iter()}
    for tag in FIELDS:
        for field in root.iter(tag):
            if field.get("type") not in UNLABELLED_TYPES:
                assert field in inside or field.get("id") in labelled or field.get("aria-label"), (
                    f"field {field.attrib} has no label"
                )


def _check_drafts(page: Page) -> None:
    """Check that the browser keeps what is written into any form that is sent by POST.

    An error page may offer the words of a refused form, whose draft is kept already.
    """
    if page.status >= 400:
        return
    for form in page.find_all("form", method="post"):
        has_text = form.find(".//textarea") is not None or any(
            field.get("type", "text") in TEXT_TYPES for field in form.iter("input")
        )
        action = urlsplit(form.get("action") or page.response.request.path).path
        if has_text and not action.endswith(WITHOUT_DRAFT):
            assert form.get("data-draft") is not None, f"no draft of the form sent to {action}"


def _check_htmx(page: Page) -> None:
    """Whatever htmx fetches, a plain link or a form of the page reaches too."""
    plain = {*page.links(), *(form.get("action", "") for form in page.root.iter("form"))}
    for element in page.root.iter():
        url = element.get("data-hx-get")
        if url and element.tag == "a":
            assert url in plain, f"{url} is reached by htmx alone"
