"""How a check is told: when, by whom, and how much to trust it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.directory.checks.ages import describe_check, is_old
from portal.directory.checks.models import DirectoryRules
from portal.directory.checks.notes import note_sheet
from portal.extensions import db, today
from tests.conftest import People
from tests.factories import make_organisation

RULES = DirectoryRules(stale_days=365, hidden_days=730)


def words_of(days: int, **values: object) -> str:
    """The words, in English, their signs of direction and unbroken spaces made plain."""
    said = {"checker_name": "REJEFPO", "rules": RULES, **values}
    with force_locale("en"):
        note = describe_check(today() - timedelta(days=days), **said)  # type: ignore[arg-type]
    return note.words.replace("\N{NO-BREAK SPACE}", " ").strip("\u2068\u2069")


@pytest.mark.parametrize(
    ("days", "when"), [(0, "today"), (1, "1 day ago"), (5, "5 days ago"), (21, "3 weeks ago")]
)
def test_a_recent_check_is_told_by_how_long_ago_it_was(app: Flask, days: int, when: str) -> None:
    with app.test_request_context("/en/"):
        assert words_of(days, checker_name=None) == f"Checked {when} by this site."


def test_an_earlier_check_is_told_by_its_month(app: Flask) -> None:
    with app.test_request_context("/en/"), force_locale("en"):
        day = today() - timedelta(days=200)
        assert f"Checked in {day:%B %Y} by" in words_of(200)


def test_a_check_says_who_made_it_unless_that_may_not_be_said(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert "by \u2068REJEFPO\u2069." in words_of(3)
        assert words_of(3, is_own=True) == "Checked 3 days ago by the organisation itself."
        assert words_of(3, checker_name="") == "Checked 3 days ago."


@pytest.mark.parametrize(("days", "level"), [(365, "fresh"), (366, "old")])
def test_a_check_is_old_from_the_day_after_the_term(app: Flask, days: int, level: str) -> None:
    with app.test_request_context("/en/"):
        note = describe_check(today() - timedelta(days=days), checker_name=None, rules=RULES)
        assert note.level == level
        assert ("To be checked again" in words_of(days)) == (level == "old")


def test_what_was_never_checked_says_so_and_is_not_old(app: Flask) -> None:
    with app.test_request_context("/en/"), force_locale("en"):
        note = describe_check(None, checker_name=None, rules=RULES)
    assert (note.words, note.level) == ("Not checked yet.", "unknown")
    assert not is_old(None, RULES)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_time_is_told_in_the_language_of_the_reader(app: Flask, language: str) -> None:
    with app.test_request_context(f"/{language}/"), force_locale(language):
        recent = describe_check(today() - timedelta(days=5), checker_name="", rules=RULES).words
        older = describe_check(today() - timedelta(days=200), checker_name="", rules=RULES).words
    assert {"fr": "il\N{NO-BREAK SPACE}y\N{NO-BREAK SPACE}a", "ar": "قبل"}[language] in recent
    assert str((today() - timedelta(days=200)).year) in older


def test_a_network_that_stays_out_of_lists_is_not_named(app: Flask, people: People) -> None:
    hidden = make_organisation("hidden")
    hidden.is_unlisted = True
    people.organisation.checked_on = today()
    people.organisation.checker = hidden
    db.session.commit()
    with app.test_request_context("/en/"), force_locale("en"):
        for_visitor = note_sheet(people.organisation, viewer=None, rules=RULES)
        hidden.is_unlisted = False
        db.session.commit()
        named = note_sheet(people.organisation, viewer=None, rules=RULES)
    assert for_visitor.words == "Checked today."
    assert "HIDDEN" in named.words
