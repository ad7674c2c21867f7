"""The desk of helplines: no number is shown before somebody has called it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.auth.models import User
from portal.content.revisions import list_revisions
from portal.errors import InvalidError
from portal.extensions import db, today
from portal.helplines.models import Audience, Cost, Helpline
from portal.helplines.queries import count_helplines, list_helplines, list_removed
from portal.helplines.services import change_helpline, confirm_call, move_up
from portal.helplines.values import HelplineValues, values_of
from portal.vocabulary.models import Place
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import ids_of, make_helpline

Browse = Callable[[User | None], Browser]
DESK = "/fr/desk/helplines/"
PAGE = "/fr/in-danger"


def form(**said: str) -> dict[str, str]:
    (country,) = ids_of(Place, ("mali",))
    return {
        "country": str(country),
        "number": "80 00 00 01",
        "name_fr": "Police secours",
        "cost": "free",
        "audience": "women",
        **said,
    }


def get_only() -> Helpline:
    return db.session.scalars(select(Helpline)).one()


def list_actions(helpline_id: int) -> list[str]:
    return [revision.action for revision in list_revisions("helpline", helpline_id)][::-1]


def list_order() -> list[str]:
    return [one.number for helplines in list_helplines().values() for one in helplines]


def test_administrator_adds_calls_changes_and_removes_a_number(
    people: People, browse: Browse
) -> None:
    browser, visitor = browse(people.administrator), browse(None)
    sent = form(name_ar="شرطة", languages="bam", note_fr="Dire d'abord où vous êtes.")
    assert browser.post(f"{DESK}new", sent).status_code == 303
    helpline = get_only()
    assert (helpline.cost, helpline.audience) == (Cost.FREE, Audience.WOMEN)
    assert helpline.names == {"fr": "Police secours", "ar": "شرطة"}
    assert "80 00 00 01" not in visitor.get(PAGE).text
    edit = f"{DESK}{helpline.id}"
    assert edit in browser.get(DESK).links()
    assert browser.post(f"{edit}/confirm", on=edit).status_code == 303
    assert "tel:80000001" in visitor.get(PAGE).links()
    assert browser.post(edit, form(name_fr="Commissariat"), on=edit).status_code == 303
    assert "Commissariat" in visitor.get(PAGE).text
    assert browser.post(f"{edit}/remove", on=edit).status_code == 303
    assert "Commissariat" not in visitor.get(PAGE).text
    assert list_actions(1) == ["create", "check", "edit", "remove"]
    assert "Commissariat" in browser.get(DESK).text
    assert [one.author for one in list_removed()] == [people.administrator]


@pytest.mark.parametrize("change", [{"number": "80 00 00 02"}, {"country": "maroc"}])
def test_another_number_or_country_has_to_be_called_again(
    people: People, change: dict[str, str]
) -> None:
    helpline = confirm_call(make_helpline(people.administrator), actor=people.administrator)
    (country,) = ids_of(Place, (change.get("country", "mali"),))
    values = HelplineValues(
        country_id=country, number=change.get("number", "80 00 00 01"), names={"fr": "Police"}
    )
    change_helpline(helpline, values, actor=people.administrator)
    assert (helpline.checked_on, helpline.checked_by_id) == (None, None)


def test_other_words_and_spaces_keep_the_call(people: People) -> None:
    helpline = confirm_call(make_helpline(people.administrator), actor=people.administrator)
    values = HelplineValues(
        country_id=helpline.country_id, number="80000001", names={"fr": "Commissariat"}
    )
    change_helpline(helpline, values, actor=people.administrator)
    assert helpline.checked_on == today()


def test_numbers_move_up_within_their_country_alone(people: People) -> None:
    first = make_helpline(people.administrator, number="11")
    make_helpline(people.administrator, number="33", country="maroc")
    second = make_helpline(people.administrator, number="22")
    assert list_order() == ["11", "22", "33"]
    move_up(second)
    assert list_order() == ["22", "11", "33"]
    move_up(second)
    move_up(first)
    assert list_order() == ["11", "22", "33"]


def test_arabic_digits_are_dialled_as_latin_ones(people: People, browse: Browse) -> None:
    browse(people.administrator).post(f"{DESK}new", form(number="٨٠ ٠٠ ٠٠ ٠١"))
    assert get_only().number == "80 00 00 01"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "1"}, "number"),
        ({"number": "1" * 18}, "number"),
        ({"number": "1" + " " * 39 + "1"}, "number"),
        ({"number": "*123#"}, "number"),
        ({"number": "17;ext=2"}, "number"),
        ({"number": "javascript:1"}, "number"),
        ({"names": {}}, "name_fr"),
        ({"names": {"en": "Police"}}, "name_fr"),
        ({"names": {"fr": "P" * 121}}, "name_fr"),
        ({"hours": {"ar": "س" * 121}}, "hours_ar"),
        ({"notes": {"en": "n" * 301}}, "note_en"),
        ({"country": "segou"}, "country"),
        ({"language_codes": ("zzz",)}, "languages"),
    ],
)
def test_value_that_cannot_be_kept_names_its_field(
    people: People, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        make_helpline(people.administrator, **said)
    assert list(refused.value.problems) == [field]
    assert list_helplines() == {}


def test_refused_form_comes_back_filled_with_its_reason(people: People, browse: Browse) -> None:
    browser = browse(people.administrator)
    answer = browser.post(f"{DESK}new", form(number="dix-sept"))
    assert answer.status_code == 422
    assert 'value="dix-sept"' in answer.text
    helpline = make_helpline(people.administrator)
    before = values_of(helpline)
    edit = f"{DESK}{helpline.id}"
    assert browser.post(edit, form(name_fr=""), on=edit).status_code == 422
    db.session.expire_all()
    assert values_of(helpline) == before


def test_only_administrators_may_open_it(people: People, browse: Browse) -> None:
    helpline = make_helpline(people.administrator)
    edit = f"{DESK}{helpline.id}"
    for person in (people.contributor, people.editor, people.stranger):
        browser = browse(person)
        for path in (DESK, f"{DESK}new", edit):
            assert browser.status_of(path) == 403
        for path in (f"{DESK}new", edit, f"{edit}/confirm", f"{edit}/move-up", f"{edit}/remove"):
            assert browser.post(path, form(), on="/fr/desk/").status_code == 403
        assert DESK not in browser.get("/fr/desk/").links()
    assert browse(None).status_of(DESK) == 302
    assert get_only().checked_on is None


@pytest.mark.parametrize("path", ["0", "999", "x"])
def test_number_that_does_not_exist_is_not_found(people: People, browse: Browse, path: str) -> None:
    browser = browse(people.administrator)
    assert browser.status_of(f"{DESK}{path}") == 404
    for act in ("", "/confirm", "/move-up", "/remove"):
        assert browser.post(f"{DESK}{path}{act}", form(), on=DESK + "new").status_code == 404


def test_desk_and_command_tell_what_is_missing(app: Flask, people: People, browse: Browse) -> None:
    def check() -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["helplines", "check"])
        return result.exit_code, result.output

    browser = browse(people.administrator)
    assert "Le public ne voit encore aucun numéro" in browser.get(DESK).text
    code, said = check()
    assert code == 1
    assert "no number to call" in said
    helpline = make_helpline(people.administrator)
    assert (count_helplines().shown, count_helplines().unchecked) == (0, 1)
    confirm_call(helpline, actor=people.administrator)
    assert check() == (0, "Numbers shown: 1; not called yet: 0; called more than 6 months ago: 0\n")
    helpline.checked_on = today() - timedelta(days=200)
    db.session.commit()
    assert check()[0] == 1
    state = next(
        one for one in browser.get(DESK).find_all("span") if one.get("class") == "state failed"
    )
    assert "6" in text_of(state)
