from collections.abc import Callable

import pytest
from flask import Flask

from portal.auth import access
from portal.auth.models import User
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import csrf
from tests.browser import Browser
from tests.conftest import People

Browse = Callable[[User | None], Browser]

EVERYWHERE = ["/", "/fr/", "/fr/library/", "/fr/nowhere", "/healthz", "/fr/login", "/files/9/x.pdf"]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_carries_the_security_headers(browse: Browse, address: str) -> None:
    headers = browse(None).client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_static_files_carry_them_too_and_are_kept_for_ever(app: Flask, browse: Browse) -> None:
    address = app.extensions["assets"].url("portal.css")
    answer = browse(None).client.get(address, headers={"Accept-Encoding": "br"})
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"


def test_a_page_that_does_not_exist_helps_in_its_language(browse: Browse) -> None:
    for language, direction in (("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")):
        page = browse(None).get(f"/{language}/nowhere", status=404)
        assert (page.root.get("lang"), page.root.get("dir")) == (language, direction)
        assert f"/{language}/" in page.links()
        assert page.response.headers["Cache-Control"] == "no-store"


def test_a_view_without_a_label_is_refused(app: Flask, browse: Browse) -> None:
    app.add_url_rule("/fr/forgotten", "forgotten", lambda: "secret")
    answer = browse(None).client.get("/fr/forgotten")
    assert answer.status_code == 403
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowedError(), 403),
        (InvalidError({"x": "Write something else."}), 422),
        (RuntimeError("a secret detail"), 500),
    ],
)
def test_every_error_is_a_page_that_helps(
    app: Flask, browse: Browse, error: Exception, status: int
) -> None:
    @access.public
    def broken() -> None:
        raise error

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/fr/broken", "broken", broken)
    page = browse(None).get("/fr/broken", status=status)
    assert "a secret detail" not in page.text


def test_administrators_alone_open_what_is_theirs(
    app: Flask, people: People, browse: Browse
) -> None:
    @access.administrator
    def vault() -> str:
        return "gold"

    app.add_url_rule("/fr/vault", "vault", vault)
    assert browse(people.administrator).status_of("/fr/vault") == 200
    assert browse(people.editor).status_of("/fr/vault") == 403
    assert browse(None).status_of("/fr/vault") == 302


def test_a_body_that_is_too_large_is_explained(app: Flask, browse: Browse) -> None:
    @csrf.exempt
    @access.public
    def swallow() -> str:
        from flask import request

        return str(len(request.get_data()))

    app.config["MAX_CONTENT_LENGTH"] = 1000
    app.add_url_rule("/fr/swallow", "swallow", swallow, methods=["POST"])
    answer = browse(None).client.post("/fr/swallow", data={"words": "x" * 2000})
    assert answer.status_code == 413
    assert "<h1" in answer.text


def test_public_pages_carry_no_token_and_set_no_session(browse: Browse) -> None:
    for address in ("/fr/", "/fr/library/", "/fr/directory/"):
        answer = browse(None).client.get(address)
        assert "csrf" not in answer.text
        assert not [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("musoya=")]


def test_html_is_never_reused_without_asking(browse: Browse) -> None:
    headers = browse(None).client.get("/fr/").headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert {"HX-Request", "Cookie", "Accept-Encoding", "Save-Data"} <= {
        name.strip() for name in headers["Vary"].split(",")
    }


def test_an_unchanged_page_is_not_sent_twice(browse: Browse) -> None:
    client = browse(None).client
    first = client.get("/fr/", headers={"Accept-Encoding": "br"})
    again = client.get(
        "/fr/", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert again.data == b""


def test_the_stylesheet_is_inlined_once_then_linked(app: Flask, browse: Browse) -> None:
    client = browse(None).client
    first, second = client.get("/fr/"), client.get("/fr/")
    address = app.extensions["assets"].url("portal.css")
    assert "<style>" in first.text
    assert "<style>" not in second.text
    assert f'<link rel="stylesheet" href="{address}">' in second.text
