"""The numbers of the demonstration: none can mislead, and all go again."""

import json

from flask import Flask

from portal.cli.demo import HELPLINES
from portal.extensions import db
from portal.helplines.demonstration import delete_helplines, list_demonstration, load_helplines
from portal.helplines.queries import count_helplines, list_helplines, list_history
from portal.helplines.services import change_helpline, confirm_call
from portal.helplines.values import values_of
from tests.conftest import People
from tests.demo.test_demo_directory import IMPOSSIBLE

MARKS = {"fr": "(démonstration)", "en": "(demonstration)", "ar": "(للعرض)"}


def test_number_cannot_exist_and_says_so_or_names_its_source(app: Flask) -> None:
    for line in map(json.loads, HELPLINES.read_text("utf-8").splitlines()):
        is_fictitious = bool(IMPOSSIBLE.fullmatch(line["number"]))
        assert is_fictitious is (line["country"] == "mali")
        for language, mark in MARKS.items():
            assert (mark in line["names"][language]) is is_fictitious
            assert line["notes"][language]
        assert ("checked_on" in line) is not is_fictitious


def test_loading_again_adds_nothing_and_removal_leaves_what_people_made(people: People) -> None:
    count = load_helplines(HELPLINES)
    assert count == count_helplines().shown == 6
    assert load_helplines(HELPLINES) == 0
    confirmed, changed, *others = [one for known in list_helplines().values() for one in known]
    confirm_call(confirmed, actor=people.administrator)
    values = values_of(changed)
    change_helpline(changed, values, actor=people.administrator)
    assert len(list_demonstration()) == count - 1
    delete_helplines(list_demonstration())
    db.session.commit()
    assert [one for known in list_helplines().values() for one in known] == [confirmed]
    assert [list_history(one) for one in others] == [[]] * len(others)


def test_page_says_that_it_is_a_demonstration(app: Flask) -> None:
    load_helplines(HELPLINES)
    page = app.test_client().get("/fr/in-danger").text
    assert "les numéros marqués ainsi n’existent pas" in page
    assert page.count('href="tel:') == 6
