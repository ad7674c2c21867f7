"""Requests that bring too much, too often, or what no form of ours sends."""

import io
import time
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.auth.models import User
from portal.library.models import Item
from portal.web.bodies import LARGEST_BODY, MOST_FIELDS
from tests.browser import Browser, Page, check_page
from tests.conftest import People
from tests.factories import make_item, make_organisation

Browse = Callable[[User | None], Browser]

WORDS_OF_ADDRESSES = {
    "language": "fr",
    "step": "publish",
    "token": "1-x",
    "language_code": "fra",
    "kind": "words",
    "part": "contacts",
}


def form_of(people: People, **values: object) -> dict[str, object]:
    return {
        "kind": "document",
        "title": "Un titre",
        "language_code": "fra",
        "rights": "unknown",
        "visibility": "public",
        "owner_id": people.organisation.id,
        **values,
    }


@pytest.fixture
def item(people: People) -> Item:
    return make_item(people.contributor, people.organisation)


def test_a_visitor_cannot_send_a_large_body_anywhere(app: Flask, browse: Browse) -> None:
    client = browse(None).client
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            values = {name: WORDS_OF_ADDRESSES.get(name, 1) for name in rule.arguments}
            _domain, address = rule.build(values) or ("", "")
            sent = {"file": (io.BytesIO(b"x" * (LARGEST_BODY + 1)), "a.txt")}
            # 404: nothing is there, so nothing was read; signing out reads nothing (303).
            status = client.post(address, data=sent).status_code
            assert status in {303, 401, 404, 412, 413}, address


def test_a_contributor_may_write_a_long_arabic_text(people: People, browse: Browse) -> None:
    browser = browse(people.contributor)
    values = form_of(people, body="ا" * 900_000)
    assert browser.post("/fr/desk/items/new", values).status_code == 303


def test_a_contributor_may_send_a_file_larger_than_a_form(
    people: People, browse: Browse, item: Item
) -> None:
    browser = browse(people.contributor)
    address = f"/fr/desk/items/{item.id}"
    sent = {"file": (io.BytesIO(b"x" * (LARGEST_BODY + 1)), "a.txt")}
    assert browser.post(f"{address}/files", sent, on=address).status_code == 303


def test_boxes_ticked_twice_are_ticked_once(people: People, browse: Browse) -> None:
    browser = browse(people.contributor)
    twice = [people.organisation.id] * 2
    values = form_of(people, domains=[1, 1], places=[1, 1], organisations=twice)
    assert browser.post("/fr/desk/items/new", values).status_code == 303


def test_people_without_end_are_cut_short(people: People, browse: Browse) -> None:
    browser = browse(people.contributor)
    rows = {f"contributors-{number}-name": "" for number in range(5000)}
    answer = browser.post("/fr/desk/items/new", form_of(people, **rows))
    assert len(answer.data) < 500_000


@pytest.mark.parametrize("organisation", ["", "9999"])
def test_lines_without_end_do_not_bring_the_list_of_organisations_each_time(
    people: People, browse: Browse, organisation: str
) -> None:
    for number in range(30):
        make_organisation(f"body-{number}", name=f"Association {number:02}")
    browser = browse(people.contributor)
    rows = {f"others-{number}-organisation": organisation for number in range(500)}
    answer = browser.post("/fr/desk/items/new", form_of(people, **rows, title=""))
    assert answer.status_code == 422
    assert answer.text.count("Association 07") <= 3


@pytest.mark.parametrize("number", ["²", "٣", "-1", "9" * 5000, "1 or 1=1"])
def test_a_file_in_the_place_of_no_file_is_added(
    people: People, browse: Browse, item: Item, number: str
) -> None:
    browser = browse(people.contributor)
    address = f"/fr/desk/items/{item.id}"
    sent = {"file": (io.BytesIO(b"Bonjour."), "a.txt"), "replaces": number}
    assert browser.post(f"{address}/files", sent, on=address).status_code == 303


def test_the_longest_name_fits_a_cookie(people: People, browse: Browse, item: Item) -> None:
    browser = browse(people.contributor)
    address = f"/fr/desk/items/{item.id}"
    sent = {"file": (io.BytesIO(b"Bonjour."), "\u202e" + "é" * 20_000 + ".txt")}
    answer = browser.post(f"{address}/files", sent, on=address)
    assert all(len(cookie) < 4000 for cookie in answer.headers.getlist("Set-Cookie"))
    assert "\u202e" not in browser.get(address).text


@pytest.mark.parametrize("number", ["9" * 20, "2147483648", "%D9%A1", "-1", "1e3"])
def test_a_number_that_no_row_has_is_not_found(people: People, browse: Browse, number: str) -> None:
    administrator, visitor = browse(people.administrator), browse(None)
    for address in (f"/files/{number}/x", f"/files/{number}.webp"):
        assert visitor.status_of(address) == 404
    for address in (f"/fr/desk/items/{number}", f"/fr/desk/synonyms/{number}"):
        assert administrator.status_of(address) == 404


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"[" * 100_000),
        ("text/plain", b"login=x"),
        ("", b"login=x"),
        ("application/x-url-encoded", b"login=x"),
    ],
)
def test_a_body_that_no_form_has_is_not_read(
    people: People, browse: Browse, kind: str, body: bytes
) -> None:
    browser = browse(people.contributor)
    for address in ("/fr/login", "/fr/desk/items/new", "/fr/check/nothing", "/fr/uploads/code"):
        answer = browser.client.post(address, data=body, headers={"Content-Type": kind})
        assert answer.status_code == 415, address
        check_page(Page(answer))


def test_a_button_without_a_body_is_no_wrong_type(browse: Browse) -> None:
    assert browse(None).client.post("/fr/uploads/code").status_code == 400


def test_more_fields_than_any_form_has_are_not_parsed(people: People, browse: Browse) -> None:
    client = browse(people.contributor).client
    kind = "application/x-www-form-urlencoded"
    started = time.perf_counter()
    answer = client.post("/fr/desk/items/new", data=b"a&" * 3_900_000, content_type=kind)
    assert answer.status_code == 413
    assert time.perf_counter() - started < 5
    part = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n'
    kind = "multipart/form-data; boundary=b"
    answer = client.post("/fr/desk/items/new", data=part * (MOST_FIELDS + 1), content_type=kind)
    assert answer.status_code == 413


def test_whoever_asks_too_often_is_told_when_to_ask_again(
    people: People, browse: Browse, item: Item
) -> None:
    browser = browse(None)
    wrong = {"login": "editor", "password": "not the right one"}
    doors: dict[str, Callable[[], TestResponse]] = {
        "sign-in": lambda: browser.post("/fr/login", wrong),
        "contacts": lambda: browser.client.post("/fr/directory/rejefpo/contacts"),
        "link": lambda: browser.client.get("/fr/check/wrong"),
        "code": lambda: browser.post("/fr/uploads/code", {"code": "ACDEFG"}),
    }
    for name, knock in doors.items():
        answer = next((one for _ in range(120) if (one := knock()).status_code == 429), None)
        assert answer is not None, name
        assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60, name
