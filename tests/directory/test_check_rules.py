"""The desk of checks: ten sheets, one tap each; and the rules that mark and hide them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, render_template_string
from sqlalchemy import delete, select

from portal.auth import access
from portal.auth.models import RoleName, User
from portal.content.models import Status, Visibility
from portal.content.revisions import find_latest_revision
from portal.directory.checks.confirming import confirm_sheet
from portal.directory.checks.models import DirectoryRules
from portal.directory.checks.queries import count_hidden, count_old, hidden_since
from portal.directory.checks.rules import follow_the_day, rules_of, save_rules
from portal.directory.models import (
    Contact,
    ContactKind,
    Organisation,
)
from portal.directory.queries import read_rules
from portal.directory.register import open_register
from portal.errors import NotAllowedError
from portal.extensions import db, now, today
from portal.search.index import Query, find_keys
from portal.search.indexer import index_waiting
from portal.search.models import OutboxEntry
from portal.search.outbox import mark_changed
from tests.browser import Browser, text_of
from tests.conftest import People
from tests.factories import make_member, make_organisation, make_user

Browse = Callable[[User | None], Browser]

DESK = "/en/desk/checks/"
RULES = "/en/desk/checks/rules"


@pytest.fixture
def member(people: People) -> Organisation:
    """A member of the network of `people`, with a telephone of its own people."""
    member = make_member(people.organisation, name="Femmes debout")
    member.contacts.append(
        Contact(ref="c1", kind=ContactKind.PHONE, value="+223 70 00 00 12", label="Bureau")
    )
    db.session.commit()
    return member


def age(organisation: Organisation, *, checked: int | None = None, created: int = 0) -> None:
    """Let a sheet have been checked, and created, so many days ago."""
    organisation.checked_on = None if checked is None else today() - timedelta(days=checked)
    organisation.created_at = now() - timedelta(days=created)
    db.session.commit()


def waiting() -> set[int]:
    """What waits for the index, and no longer does after it was asked for."""
    ids = set(db.session.scalars(select(OutboxEntry.object_id).filter_by(kind="organisation")))
    db.session.execute(delete(OutboxEntry))
    db.session.commit()
    return ids


def test_the_desk_shows_what_a_coordinator_needs_to_call(
    browse: Browse, people: People, member: Organisation
) -> None:
    page = browse(people.editor).get(DESK)
    assert "2 sheets wait for a check." in page.text
    assert "Femmes debout (OLDDF)" in page.text
    assert "Not checked yet." in page.text
    assert "tel:+22370000012" in page.links()
    assert "whatsapp://send?phone=22370000012" in page.links()


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_desk_speaks_each_language(
    browse: Browse, people: People, member: Organisation, language: str
) -> None:
    browse(people.editor).get(f"/{language}/desk/checks/")
    browse(people.administrator).get(f"/{language}/desk/checks/rules?stale_months=6")


def test_a_tap_confirms_and_stays_on_the_page(
    browse: Browse, people: People, member: Organisation
) -> None:
    browser = browse(people.editor)
    answer = browser.post(f"{DESK}{member.id}/confirm", {"version": member.version}, on=DESK)
    assert (answer.status_code, answer.location) == (303, DESK)
    db.session.expire_all()
    assert (member.checked_on, member.checker) == (today(), people.organisation)
    page = browser.get(DESK)
    assert "is checked as of today" in page.text
    assert "1 sheet waits for a check." in page.text


def test_htmx_gets_the_list_alone(browse: Browse, people: People, member: Organisation) -> None:
    browser = browse(people.editor)
    token = browser.get(DESK).csrf_token
    answer = browser.client.post(
        f"{DESK}{member.id}/confirm",
        data={"version": member.version, "csrf_token": token},
        headers={"HX-Request": "true"},
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<html" not in text
    assert "is checked as of today" in text
    assert "Femmes debout (" not in text


def test_a_tap_from_the_page_of_a_sheet_leads_back_there_and_nowhere_else(
    browse: Browse, people: People, member: Organisation
) -> None:
    browser = browse(people.editor)
    for asked, led in (("/en/desk/", "/en/desk/"), ("https://evil.example/", DESK)):
        sent = {"version": member.version, "next": asked}
        answer = browser.post(f"{DESK}{member.id}/confirm", sent, on=DESK)
        assert answer.location == led


def test_what_was_changed_since_is_not_confirmed(
    browse: Browse, people: People, member: Organisation
) -> None:
    browser = browse(people.editor)
    for version in (member.version + 1, "", "x", "9" * 40):
        browser.post(f"{DESK}{member.id}/confirm", {"version": version}, on=DESK)
        assert "look at it again" in browser.get(DESK).text
    db.session.expire_all()
    assert member.checked_on is None


def test_confirming_is_for_those_whose_sheet_it_is(
    browse: Browse, people: People, member: Organisation
) -> None:
    address = f"{DESK}{member.id}/confirm"
    sent = {"version": member.version}
    assert browse(None).client.post(address, data=sent).status_code == 401
    assert browse(people.editor).client.post(address, data=sent).status_code == 400
    for person in (people.contributor, people.stranger):
        assert browse(person).post(address, sent, on=DESK).status_code == 404
    assert browse(people.editor).status_of(address) == 405
    assert browse(people.editor).post(f"{DESK}99999/confirm", on=DESK).status_code == 404
    db.session.expire_all()
    assert member.checked_on is None
    for person in (make_user("her", RoleName.CONTRIBUTOR, member), people.administrator):
        assert browse(person).post(address, sent, on=DESK).status_code == 303


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ARCHIVED])
def test_only_published_sheets_are_confirmed(
    browse: Browse, people: People, member: Organisation, status: Status
) -> None:
    member.status = status
    db.session.commit()
    browser = browse(people.editor)
    assert "Femmes debout" not in browser.get(DESK).text
    address = f"{DESK}{member.id}/confirm"
    assert browser.post(address, {"version": member.version}, on=DESK).status_code == 404


def test_her_own_people_confirm_and_send_no_links(browse: Browse, member: Organisation) -> None:
    page = browse(make_user("her", RoleName.EDITOR, member)).get(DESK)
    buttons = {text_of(button) for button in page.root.iter("button")}
    assert any(words.startswith("It is right") for words in buttons)
    assert not any(words.startswith("Send a link") for words in buttons)


def test_ten_are_shown_and_the_rest_counted(browse: Browse, people: People) -> None:
    for number in range(12):
        make_organisation(f"sheet{number}")
    page = browse(people.administrator).get(DESK)
    assert "14 sheets wait for a check." in page.text
    assert len(page.find_all("li", class_="entry")) == 10


def test_when_all_is_checked_the_desk_says_thank_you(browse: Browse, people: People) -> None:
    age(people.organisation, checked=0)
    assert "Every sheet is checked." in browse(people.editor).get(DESK).text


def test_visitors_are_asked_to_sign_in(browse: Browse) -> None:
    assert browse(None).status_of(DESK) == 302
    assert browse(None).status_of(RULES) == 302


def test_a_hidden_sheet_leaves_the_public_pages_and_its_desk_tells_why(
    browse: Browse, people: People, member: Organisation
) -> None:
    age(member, checked=731)
    assert browse(None).status_of("/en/directory/olddf") == 404
    assert "Femmes debout" not in browse(None).get("/en/directory/").text
    assert member.id not in open_register(None).bodies
    browser = browse(people.editor)
    assert "Hidden from the public since" in browser.get(DESK).text
    browser.post(f"{DESK}{member.id}/confirm", {"version": member.version}, on=DESK)
    assert browse(None).status_of("/en/directory/olddf") == 200


@pytest.mark.parametrize(("days", "hidden"), [(730, False), (731, True)])
def test_a_sheet_is_hidden_from_the_day_after_the_term(
    browse: Browse, member: Organisation, days: int, hidden: bool
) -> None:
    age(member, checked=days)
    assert (hidden_since(member, read_rules()) == today()) == hidden
    assert (browse(None).status_of("/en/directory/olddf") == 404) == hidden


def test_what_was_never_checked_counts_from_its_creation(
    browse: Browse, member: Organisation
) -> None:
    age(member, created=730)
    assert browse(None).status_of("/en/directory/olddf") == 200
    age(member, created=731)
    assert browse(None).status_of("/en/directory/olddf") == 404


def test_zero_hides_nothing(browse: Browse, people: People, member: Organisation) -> None:
    age(member, checked=5_000)
    save_rules(rules_of(12, 0), actor=people.administrator)
    assert browse(None).status_of("/en/directory/olddf") == 200
    assert hidden_since(member, read_rules()) is None


def test_the_effect_of_rules_is_told_before_they_are_saved(
    browse: Browse, people: People, member: Organisation
) -> None:
    age(member, checked=400)
    browser = browse(people.administrator)
    page = browser.get(f"{RULES}?stale_months=6&hidden_months=12")
    facts = {text_of(one[0]): text_of(one[1]) for one in page.root.iter("div") if len(one) == 2}
    assert facts["Published sheets"] == "3"
    assert (facts["Marked as old"], facts["Hidden from the public"]) == ("0", "1")
    assert read_rules().hidden_days == 730
    sent = {"stale_months": "6", "hidden_months": "12"}
    assert browser.post(RULES, sent, on=f"{RULES}?stale_months=6&hidden_months=12").location
    db.session.expire_all()
    assert (read_rules().stale_days, read_rules().hidden_days) == (182, 365)
    assert browse(None).status_of("/en/directory/olddf") == 404
    assert "What the rules do today" in browser.get(RULES).text


def test_what_is_shown_of_an_effect_is_what_becomes_of_the_sheets(
    people: People, member: Organisation
) -> None:
    for days in (10, 100, 200, 400, 900):
        age(make_organisation(f"checked{days}"), checked=days)
    for months in ((1, 0), (3, 12), (6, 24), (12, 36)):
        rules = rules_of(*months)
        hidden, old = count_hidden(rules), count_old(rules)
        save_rules(rules, actor=people.administrator)
        bodies = open_register(None).bodies.values()
        bound = today() - timedelta(days=rules.stale_days)
        assert len(bodies) == 8 - hidden
        assert old == len([one for one in bodies if one.checked_on and one.checked_on < bound])


@pytest.mark.parametrize(
    "asked",
    [
        {"stale_months": "", "hidden_months": "24"},
        {"stale_months": "0", "hidden_months": "24"},
        {"stale_months": "12", "hidden_months": "12"},
        {"stale_months": "twelve", "hidden_months": "24"},
        {"stale_months": "12", "hidden_months": "-1"},
        {"stale_months": "12", "hidden_months": "9" * 50},
        {"stale_months": "1e9", "hidden_months": "<b>"},
    ],
)
def test_rules_that_make_no_sense_are_told_and_not_kept(
    browse: Browse, people: People, asked: dict[str, str]
) -> None:
    browser = browse(people.administrator)
    page = browser.get(RULES, status=422, query_string=asked)
    assert "Please check these points:" in page.text
    on = f"{RULES}?stale_months=6&hidden_months=12"
    assert browser.post(RULES, asked, on=on).status_code == 422
    assert db.session.get(DirectoryRules, 1) is None


def test_rules_are_for_administrators(browse: Browse, people: People) -> None:
    for person in (people.contributor, people.editor, people.stranger):
        assert browse(person).status_of(RULES) == 403
        answer = browse(person).post(RULES, {"stale_months": "1"}, on=DESK)
        assert answer.status_code == 403
        with pytest.raises(NotAllowedError):
            save_rules(rules_of(6, 12), actor=person)
    assert browse(people.administrator).client.post(RULES).status_code == 400


def test_a_change_of_rules_is_remembered_and_the_index_follows(
    people: People, member: Organisation
) -> None:
    age(member, checked=400)
    age(people.organisation, checked=3)
    waiting()
    save_rules(rules_of(6, 12), actor=people.administrator)
    assert waiting() == {member.id}
    revision = find_latest_revision("directory-rules", 1)
    assert revision is not None
    assert revision.author == people.administrator
    save_rules(rules_of(12, 24), actor=people.administrator)
    assert waiting() == {member.id}


def test_each_day_the_index_is_told_what_became_old_or_hidden(
    people: People, member: Organisation
) -> None:
    old, hidden = make_organisation("old"), make_organisation("hidden")
    age(old, checked=364)
    age(hidden, checked=729)
    follow_the_day()
    waiting()
    follow_the_day()
    assert waiting() == set()
    age(old, checked=366)
    age(hidden, checked=731)
    rules = db.session.get(DirectoryRules, 1)
    assert rules is not None
    rules.swept_on = today() - timedelta(days=2)
    db.session.commit()
    follow_the_day()
    assert waiting() == {old.id, hidden.id}


def test_search_loses_a_hidden_sheet_and_finds_it_again_when_it_is_confirmed(
    people: People, member: Organisation
) -> None:
    def is_found() -> bool:
        index_waiting()
        asked = Query(text="debout", audiences=("public",), records=("organisation",))
        return find_keys(asked).keys == [f"organisation:{member.id}"]

    age(member, checked=729)
    mark_changed("organisation", member.id)
    follow_the_day()
    assert is_found()
    rules = db.session.get(DirectoryRules, 1)
    assert rules is not None
    rules.swept_on = today() - timedelta(days=2)
    age(member, checked=731)
    follow_the_day()
    assert not is_found()
    confirm_sheet(member, on_behalf_of=people.organisation, actor=people.editor)
    assert is_found()


def test_days_without_a_worker_are_made_up_for(member: Organisation) -> None:
    follow_the_day()
    waiting()
    rules = db.session.get(DirectoryRules, 1)
    assert rules is not None
    rules.swept_on = today() - timedelta(days=40)
    age(member, checked=380)
    follow_the_day()
    assert waiting() == {member.id}
    assert rules.swept_on == today()


def test_other_pages_of_the_desk_can_tell_how_a_sheet_stands(
    app: Flask, browse: Browse, people: People, member: Organisation
) -> None:
    age(member, checked=731)
    member.visibility = Visibility.MEMBERS
    db.session.commit()

    template = "{% extends 'layouts/desk.html' %}{% block title %}T{% endblock %}"
    block = (
        "{% block desk %}<h1>T</h1>{% include 'directory/checks/_standing.html' %}{% endblock %}"
    )

    def show() -> str:
        return render_template_string(template + block, organisation=member, head=None)

    app.add_url_rule("/<language:language>/standing", "standing", access.signed_in(show))
    page = browse(people.editor).get("/en/standing")
    assert "Hidden from the public since" in page.text
    assert page.find("input", name="next").get("value") == "/en/standing"
    assert "Send a link" not in page.text
