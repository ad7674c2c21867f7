"""The key of drafts in pages, and the cookie that names a saved draft."""

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.extensions import db
from portal.library.models import Item
from portal.library.services import take_step
from tests.browser import Browser
from tests.conftest import People
from tests.factories import make_item

Browse = Callable[[User | None], Browser]

SAVED = "saved-0123456789abcdef"
NEW = "/en/desk/items/new?draft=0123456789abcdef"


def form_of(people: People, title: str) -> dict[str, str]:
    return {
        "kind": "document",
        "title": title,
        "language_code": "fra",
        "rights": "cc-by",
        "visibility": "public",
        "owner_id": str(people.organisation.id),
    }


def cookies_of(answer: TestResponse) -> list[str]:
    return [line.split("=")[0] for line in answer.headers.getlist("Set-Cookie")]


def key_on(browser: Browser) -> str:
    page = browser.get("/en/desk/")
    assert page.response.headers["Cache-Control"] == "private, no-store"
    key = re.search(r'data-key="([^"]+)"', page.text)
    assert key
    return key[1]


def test_key_belongs_to_one_user_and_survives_her_sessions(people: People, browse: Browse) -> None:
    contributor, editor = browse(people.contributor), browse(people.editor)
    assert key_on(contributor) == key_on(browse(people.contributor))
    assert key_on(contributor) != key_on(editor)


def test_key_is_on_no_page_of_visitors(people: People, browse: Browse) -> None:
    del people
    for address in ("/en/", "/en/login", "/en/check/nothing"):
        assert "data-key" not in browse(None).client.get(address).get_data(as_text=True)


def test_accepted_form_names_its_draft_as_saved(people: People, browse: Browse) -> None:
    answer = browse(people.contributor).post(NEW, form_of(people, "Oranges"))
    assert answer.status_code == 303
    assert SAVED in cookies_of(answer)
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(SAVED))
    assert "HttpOnly" not in cookie  # static/draft.js reads it
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("draft_id", ["", "0123456789abcdeg", "0123456789abcdef0", "x; Path=/"])
def test_no_cookie_has_a_name_that_is_not_of_a_draft(
    people: People, browse: Browse, draft_id: str
) -> None:
    answer = browse(people.contributor).post(
        f"/en/desk/items/new?draft={draft_id}", form_of(people, "Oranges")
    )
    assert answer.status_code == 303
    assert not [name for name in cookies_of(answer) if name.startswith("saved-")]


def test_refused_form_keeps_its_draft_and_says_which(people: People, browse: Browse) -> None:
    answer = browse(people.contributor).post(NEW, form_of(people, ""))
    assert answer.status_code == 422
    assert SAVED not in cookies_of(answer)
    assert 'data-unsaved="0123456789abcdef"' in answer.get_data(as_text=True)


def test_form_without_a_session_keeps_its_draft(people: People, browse: Browse) -> None:
    browser = browse(people.contributor)
    browser.client.delete_cookie("musoya")
    answer = browser.client.post(NEW, data=form_of(people, "Oranges"))
    assert SAVED not in cookies_of(answer)
    assert db.session.query(Item).count() == 0


def test_step_that_came_too_late_keeps_the_draft_of_its_reason(
    people: People, browse: Browse
) -> None:
    item = make_item(people.contributor, people.organisation)
    take_step(item, Action.SUBMIT, actor=people.contributor)
    browser = browse(people.editor)
    answer = browser.post(
        f"/en/desk/items/{item.id}/return?draft=0123456789abcdef",
        {"reason": "Name the place", "version": "0"},
        on=f"/en/desk/items/{item.id}",
    )
    assert answer.status_code == 409
    assert SAVED not in cookies_of(answer)
