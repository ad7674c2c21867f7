from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import event, update

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.extensions import db, read_clock
from portal.library.models import Item
from portal.library.services import take_step
from portal.web.page_memory import BESIDE_THE_BODY, PageMemory, Remembered
from tests.browser import Browser
from tests.conftest import People
from tests.factories import make_item, publish

Browse = Callable[[User | None], Browser]


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Count what the database is asked."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def published(people: People, **values: str) -> Item:
    return publish(make_item(people.contributor, people.organisation, **values), people.editor)


def test_a_page_read_again_costs_one_question(
    people: People, browse: Browse, statements: list[str]
) -> None:
    item = published(people)
    client = browse(None).client
    for _visit in range(2):
        client.get(f"/fr/library/{item.slug}")
    statements.clear()
    again = client.get(f"/fr/library/{item.slug}")
    assert again.status_code == 200
    assert len(statements) == 1
    assert item.title in again.text


def test_what_is_no_page_asks_nothing_for_the_memory(browse: Browse, statements: list[str]) -> None:
    browse(None).client.get("/")
    assert statements == []


def test_what_is_withdrawn_is_gone_at_once(people: People, browse: Browse) -> None:
    item = published(people)
    client = browse(None).client
    for _visit in range(2):
        assert client.get(f"/fr/library/{item.slug}").status_code == 200
    take_step(item, Action.ARCHIVE, actor=people.editor)
    assert client.get(f"/fr/library/{item.slug}").status_code == 404


def test_a_change_made_without_loading_rows_shows_too(people: People, browse: Browse) -> None:
    item = published(people)
    client = browse(None).client
    client.get(f"/fr/library/{item.slug}")
    db.session.execute(update(Item).values(title="Un autre titre"))
    db.session.commit()
    assert "Un autre titre" in client.get(f"/fr/library/{item.slug}").text


def test_signing_in_leaves_the_clock_alone(people: People, browse: Browse) -> None:
    before = read_clock()
    browse(people.editor)
    db.session.rollback()
    assert read_clock() == before


def test_a_change_that_is_rolled_back_leaves_the_clock_alone(people: People) -> None:
    before = read_clock()
    people.organisation.name = "Autre nom"
    db.session.flush()
    assert read_clock() == before + 1
    db.session.rollback()
    assert read_clock() == before


def test_what_members_see_is_never_given_to_visitors(people: People, browse: Browse) -> None:
    item = published(people, visibility="members")
    address = f"/fr/library/{item.slug}"
    assert browse(people.editor).status_of(address) == 200
    assert browse(None).status_of(address) == 404
    assert browse(people.editor).status_of(address) == 200


def test_a_visitor_is_never_given_the_page_of_somebody_signed_in(
    people: People, browse: Browse
) -> None:
    browse(None).client.get("/fr/")
    assert "/fr/desk/" in browse(people.editor).client.get("/fr/").text
    assert "/fr/desk/" not in browse(None).client.get("/fr/").text


@pytest.mark.parametrize(
    "headers",
    [
        {"Save-Data": "on"},
        {"HX-Request": "true"},
        {"Accept-Encoding": "br"},
        {"Cookie": "stylesheet=other"},
    ],
)
def test_what_changes_the_answer_is_never_mixed_up(browse: Browse, headers: dict[str, str]) -> None:
    def ask(**options: dict[str, str]) -> tuple[bytes, str | None]:
        answer = browse(None).client.get("/fr/library/", **options)
        return answer.data, answer.headers.get("Content-Encoding")

    fresh = ask(headers=headers)
    assert ask() == ask()
    assert ask(headers=headers) == fresh


def test_a_remembered_page_carries_the_same_headers_once(browse: Browse) -> None:
    def ask() -> list[tuple[str, str]]:
        answer = browse(None).client.get("/ar/")
        return sorted(header for header in answer.headers if header[0] != "X-Request-ID")

    first = ask()
    assert ask() == first
    assert len([name for name, _value in first if name == "Set-Cookie"]) == 2


def test_a_remembered_page_still_answers_304(browse: Browse) -> None:
    client = browse(None).client
    client.get("/fr/")
    etag = client.get("/fr/").headers["ETag"]
    answer = client.get("/fr/", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_remembered_page_prints_the_address_of_its_own_host(browse: Browse) -> None:
    client = browse(None).client
    for host in ("portal.example", "other.example", "portal.example"):
        text = client.get("/fr/", headers={"Host": host}).text
        assert f"http://{host}/fr/" in text


def test_page_of_another_day_has_the_same_validator(
    app: Flask, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    etags = set()
    for year in (2031, 2032):
        day = datetime(year, 5, 4, tzinfo=UTC)
        monkeypatch.setattr("portal.web.rendering.now", lambda day=day: day)
        app.extensions["page_memory"].stamps = [lambda year=year: year]
        page = browse(None).client.get("/fr/directory/")
        assert f"état au 4 mai {year}" in page.text.replace("\xa0", " ")
        etags.add(page.headers["ETag"])
    assert len(etags) == 1


def test_the_sign_in_form_is_never_remembered(browse: Browse) -> None:
    tokens = {browse(None).get("/fr/login").csrf_token for _visitor in range(3)}
    assert len(tokens) == 3


def test_memory_forgets_the_oldest_beyond_its_room() -> None:
    memory = PageMemory([], room=100 + 3 * BESIDE_THE_BODY)
    for key in range(5):
        memory.keep(key, Remembered((), b"x" * 30, ()))
    assert [memory.find(key, ()) is not None for key in range(5)] == [
        False,
        False,
        True,
        True,
        True,
    ]
    memory.keep("huge", Remembered((), b"x" * 20_000, ()))
    assert memory.find("huge", ()) is None
    memory.keep("small", Remembered((), b"x", ()))
    assert memory.find("small", ())
