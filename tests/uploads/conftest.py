"""A client that speaks tus to the application, and a record to send files to."""

import base64
from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.auth.models import User
from portal.library.models import Item
from tests.browser import Browser
from tests.conftest import People
from tests.factories import make_item

VERSION = {"Tus-Resumable": "1.0.0"}
TEXT = "Une note sur le droit des femmes à la terre. ".encode() * 200

Browse = Callable[[User | None], Browser]


def metadata(**values: object) -> str:
    pairs = ((key, base64.b64encode(str(value).encode()).decode()) for key, value in values.items())
    return ",".join(f"{key} {encoded}" for key, encoded in pairs)


class Sender:
    """Somebody's browser, with the token of a page she has open."""

    def __init__(self, browser: Browser, item: Item) -> None:
        self.client = browser.client
        self.item_id = item.id
        self.token = browser.get(f"/en/desk/items/{item.id}").csrf_token

    def create(
        self,
        size: object,
        *,
        body: bytes = b"",
        headers: Mapping[str, str | None] | None = None,
        **values: object,
    ) -> TestResponse:
        said = {"filename": "note.txt", "destination": "item", "record": self.item_id, **values}
        sent: dict[str, str | None] = {
            **VERSION,
            "X-CSRFToken": self.token,
            "Accept-Language": "en",
            "Upload-Length": str(size),
            "Upload-Metadata": metadata(**said),
            **({"Content-Type": "application/offset+octet-stream"} if body else {}),
            **(headers or {}),
        }
        kept = {name: value for name, value in sent.items() if value is not None}
        return self.client.post("/uploads/", data=body, headers=kept)

    def address(self, size: int = len(TEXT), **values: object) -> str:
        answer = self.create(size, **values)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]


def patch(
    app: Flask,
    address: str,
    offset: object,
    body: bytes,
    promised: int | None = None,
    **headers: str | None,
) -> TestResponse:
    """Send bytes as anybody may who knows the address: no cookie, no token."""
    said = {"Upload_Offset": str(offset), "Content_Type": "application/offset+octet-stream"}
    return ask(app, "PATCH", address, body, promised, **{**said, **headers})


def ask(
    app: Flask,
    method: str,
    address: str,
    data: bytes = b"",
    promised: int | None = None,
    **headers: str | None,
) -> TestResponse:
    """Send a request; a body shorter than was `promised` is one that was cut."""
    sent = {**VERSION, "Accept-Language": "en"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {name: value for name, value in sent.items() if value is not None}
    length = {} if promised is None else {"CONTENT_LENGTH": str(promised)}
    client = Browser(app).client
    return client.open(address, method=method, data=data, headers=kept, environ_overrides=length)


@pytest.fixture
def item(people: People) -> Item:
    return make_item(people.contributor, people.organisation)


@pytest.fixture
def sender(people: People, browse: Browse, item: Item) -> Sender:
    return Sender(browse(people.contributor), item)
