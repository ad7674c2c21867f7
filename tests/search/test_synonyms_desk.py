"""The desk of synonyms: administrators change them, nobody else may."""

from collections.abc import Callable

import pytest

from portal.auth.models import User
from portal.search.queries import list_synonym_sets
from portal.search.services import add_synonym_set
from tests.browser import Browser, text_of
from tests.conftest import People

Browse = Callable[[User | None], Browser]
DESK = "/fr/desk/synonyms/"


def expressions() -> list[list[str]]:
    return [found.expressions for found in list_synonym_sets()]


def test_an_administrator_adds_changes_and_removes_a_set(people: People, browse: Browse) -> None:
    browser = browse(people.administrator)
    answer = browser.post(DESK, {"expressions": "CEDEF\nالسيداو\n CEDAW "}, on=DESK)
    assert answer.status_code == 303
    assert expressions() == [["CEDEF", "السيداو", "CEDAW"]]
    page = browser.get(DESK)
    [link] = [link for link in page.links() if link.removeprefix(DESK).isdigit()]
    assert "CEDEF" in text_of(browser.get(link).find("textarea"))
    browser.post(link, {"expressions": "CEDEF\nCEDAW"}, on=link)
    assert expressions() == [["CEDEF", "CEDAW"]]
    browser.post(f"{link}/remove", {}, on=link)
    assert expressions() == []


@pytest.mark.parametrize(
    "written", ["", "VBG", "VBG\nVBG", "VBG\n---", "\n".join("abcdefghijklmnopqrstuvw")]
)
def test_what_says_nothing_is_sent_back_with_the_reason(
    people: People, browse: Browse, written: str
) -> None:
    answer = browse(people.administrator).post(DESK, {"expressions": written}, on=DESK)
    assert answer.status_code == 422
    assert b"mend" in answer.data
    assert expressions() == []


def test_a_wrong_change_leaves_the_set_as_it_was(people: People, browse: Browse) -> None:
    found = add_synonym_set(["CEDEF", "CEDAW"])
    link = f"{DESK}{found.id}"
    answer = browse(people.administrator).post(link, {"expressions": "CEDEF"}, on=link)
    assert answer.status_code == 422
    assert expressions() == [["CEDEF", "CEDAW"]]


def test_only_administrators_may_open_it(people: People, browse: Browse) -> None:
    found = add_synonym_set(["CEDEF", "CEDAW"])
    for path in (DESK, f"{DESK}{found.id}"):
        for person in (people.contributor, people.editor, people.stranger):
            assert browse(person).client.get(path).status_code == 403
        assert browse(None).client.get(path).status_code == 302


def test_a_missing_set_and_a_wrong_method_are_said(people: People, browse: Browse) -> None:
    client = browse(people.administrator).client
    assert client.get(f"{DESK}99").status_code == 404
    assert client.get(f"{DESK}nonsense").status_code == 404
    assert client.get(f"{DESK}1/remove").status_code == 405
