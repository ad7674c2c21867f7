from collections.abc import Callable

import pytest
from flask import Flask

from portal.auth.models import User
from portal.web.redirects import safe_path
from tests.browser import Browser

Browse = Callable[[User | None], Browser]


@pytest.mark.parametrize(
    ("accepted", "address"),
    [
        ("ar-TN,ar;q=0.9,fr;q=0.5", "/ar/"),
        ("en-GB,en", "/en/"),
        ("bm,de;q=0.5", "/fr/"),
        ("", "/fr/"),
    ],
)
def test_the_root_leads_to_the_language_of_the_browser(
    browse: Browse, accepted: str, address: str
) -> None:
    answer = browse(None).client.get("/", headers={"Accept-Language": accepted})
    assert answer.location == address


def test_the_language_last_read_is_remembered(browse: Browse) -> None:
    client = browse(None).client
    client.get("/ar/")
    assert client.get("/", headers={"Accept-Language": "en"}).location == "/ar/"


def test_the_switch_keeps_the_page_and_its_question(browse: Browse) -> None:
    page = browse(None).get("/fr/library/?q=eau&kind=document&kind=report&page=2")
    (arabic,) = (a for a in page.root.iter("a") if a.get("lang") == "ar")
    assert arabic.get("href") == "/ar/library/?q=eau&kind=document&kind=report&page=2"


def test_a_language_we_do_not_speak_is_not_found(browse: Browse) -> None:
    assert browse(None).status_of("/de/") == 404


@pytest.mark.parametrize("target", ["/fr/desk/", "/fr/desk/?status=draft", "/ar/library/%D8%A7"])
def test_a_path_of_ours_is_safe(app: Flask, target: str) -> None:
    assert safe_path(target, "/fr/") == target


@pytest.mark.parametrize(
    "target", [None, "", "fr/", "https://x/", "//x/", "/\\x", "\\/x", "/\x00", "/a\r\nb: c", " /x"]
)
def test_anything_else_is_not(app: Flask, target: str | None) -> None:
    assert safe_path(target, "/fr/") == "/fr/"
