"""The desk of the sheets: who opens and changes what, and that nothing typed is lost."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.auth.models import RoleName, User
from portal.content.models import Status, Visibility
from portal.directory.models import (
    MembershipRole,
    Organisation,
    OrganisationKind,
    Proposal,
    Qualifier,
    WorkStatus,
)
from portal.directory.services import save_sheet
from portal.directory.values import (
    ContactValues,
    InterventionValues,
    MembershipValues,
    values_of,
)
from portal.extensions import db
from portal.vocabulary.models import Domain, Place, PlaceKind
from tests.browser import Browser, Page, text_of
from tests.conftest import People
from tests.factories import ids_of, make_member, make_organisation, make_user

Browse = Callable[[User | None], Browser]

ADDRESS = "/en/desk/organisations"
FORMS = [
    "{id}/edit",
    "{id}/memberships/new",
    "{id}/memberships/m1",
    "{id}/memberships/m1/remove",
    "{id}/contacts/new",
    "{id}/contacts/c1",
    "{id}/contacts/c1/remove",
    "{id}/interventions/new",
    "{id}/interventions/w1",
    "{id}/interventions/w1/remove",
]
STEPS = ["submit", "publish", "return", "archive", "restore"]
PAGES = ["{id}", "{id}/interventions/", "{id}/history/1", *FORMS]


@pytest.fixture
def sheet(people: People) -> Organisation:
    """A published member of the network of `people`, with one row of each kind."""
    member = make_member(people.organisation)
    values = replace(
        values_of(member),
        aliases=("Ɲɛtaa",),
        contacts=(ContactValues(ref="c1", kind="phone", value="+223 70 00 00 00"),),
        interventions=(work("w1"),),
    )
    save_sheet(member, values, author=people.administrator, version=member.version)
    return member


@pytest.fixture
def her(sheet: Organisation) -> User:
    """A contributor of the member itself."""
    return make_user("her", RoleName.CONTRIBUTOR, sheet)


@pytest.fixture
def own_editor(sheet: Organisation) -> User:
    """An editor of the member itself."""
    return make_user("own", RoleName.EDITOR, sheet)


def work(ref: str, **values: Any) -> InterventionValues:
    (domain_id,) = ids_of(Domain, ["vbg"])
    (place_id,) = ids_of(Place, ["segou"])
    return replace(InterventionValues(ref=ref, domain_id=domain_id, place_id=place_id), **values)


def fill(page: Page, **changes: Any) -> dict[str, Any]:
    """Return what the form of a page would send, with some of it changed."""
    sent: dict[str, Any] = {}
    form = next(
        one for one in page.find_all("form", class_="sheet") if one.find(".//button") is not None
    )
    for field in form.iter():
        name = field.get("name")
        if not name or name == "csrf_token":
            continue
        if field.tag == "textarea":
            sent[name] = (field.text or "").strip("\n")
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = [one for one in options if "selected" in one.attrib] or options[:1]
            sent[name] = chosen[0].get("value")
        elif field.get("type") in {"checkbox", "radio"}:
            if "checked" in field.attrib:
                sent.setdefault(name, [])
                sent[name] = [*sent[name], field.get("value")]
        elif field.tag == "input":
            sent[name] = field.get("value", "")
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


def send(browser: Browser, address: str, **changes: Any) -> TestResponse:
    """Fill in the form of a page and send it."""
    page = browser.get(address)
    return browser.post(address, fill(page, **changes))


def address_of(sheet: Organisation, path: str = "") -> str:
    return f"{ADDRESS}/{sheet.id}{path}"


def test_the_list_finds_her_sheets_by_any_name(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    browser = browse(people.editor)
    page = browser.get(f"{ADDRESS}/?q=Ɲɛta+olddf")
    assert sheet.full_name in [text_of(link) for link in page.root.iter("a")]
    assert "Nothing here." in browser.get(f"{ADDRESS}/?q=zzzz").text
    assert "Nothing here." in browser.get(f"{ADDRESS}/?status=archived").text
    assert sheet.full_name in browser.get(f"{ADDRESS}/?status=nonsense&page=x").text


def test_the_list_holds_no_sheet_of_others(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    assert sheet.full_name not in browse(people.stranger).get(f"{ADDRESS}/").text


def test_a_long_list_has_pages(people: People, browse: Browse) -> None:
    for number in range(25):
        make_organisation(f"member-{number:02}", acronym=f"M{number:02}")
    browser = browse(people.administrator)
    assert "Page 1 of 2" in browser.get(f"{ADDRESS}/").text
    assert "M24" in browser.get(f"{ADDRESS}/?page=2").text


def test_an_editor_begins_a_sheet_in_her_network(people: People, browse: Browse) -> None:
    browser = browse(people.editor)
    answer = send(browser, f"{ADDRESS}/new", name="Ben ni diya", acronym="BND")
    assert answer.status_code == 303
    created = db.session.query(Organisation).filter_by(slug="bnd").one()
    assert (created.status, created.kind) == (Status.DRAFT, OrganisationKind.ASSOCIATION)
    assert [one.network_id for one in created.memberships] == [people.organisation.id]
    assert browser.get(answer.location).title == "Ben ni diya"


def test_she_sees_what_looks_like_it_before_she_creates(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    browser = browse(people.editor)
    first = send(browser, f"{ADDRESS}/new", name="Autre nom", acronym="OLDDF")
    assert first.status_code == 409
    page = Page(first)
    assert f"{ADDRESS}/{sheet.id}" in page.links()
    assert "same acronym" in page.text
    other = browser.post(f"{ADDRESS}/new", fill(page, name="Organisation olddf"))
    assert other.status_code == 409
    second = browser.post(f"{ADDRESS}/new", fill(page))
    assert second.status_code == 303
    assert db.session.query(Organisation).filter_by(name="Autre nom").one()


def test_what_looks_like_it_and_is_not_hers_to_know_stays_unnamed(
    people: People, browse: Browse
) -> None:
    hidden = make_organisation("cachee", name="Association cachée", acronym="CCH")
    hidden.is_unlisted = True
    db.session.commit()
    refused = send(browse(people.editor), f"{ADDRESS}/new", name="Une autre", acronym="CCH")
    assert refused.status_code == 409
    assert "not listed" in refused.text
    assert "Association cachée" not in refused.text
    assert f"/{hidden.id}" not in Page(refused).links()


def test_who_lets_a_member_go_is_led_to_the_desk(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    browser = browse(people.editor)
    answer = send(browser, address_of(sheet, "/memberships/m1"), end="2020")
    assert answer.location == f"{ADDRESS}/"
    assert "Saved." in browser.get(answer.location).text


def test_who_removes_the_membership_of_a_member_is_led_to_the_desk(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    answer = send(browse(people.editor), address_of(sheet, "/memberships/m1/remove"))
    assert answer.location == f"{ADDRESS}/"


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"network_id": "999"}, {"kind": "network"}, {"kind": "poem"}]
)
def test_a_wrong_beginning_is_refused_and_nothing_is_lost(
    people: People, browse: Browse, wrong: dict[str, str]
) -> None:
    browser = browse(people.editor)
    before = db.session.query(Organisation).count()
    answer = send(browser, f"{ADDRESS}/new", **{"name": "Ben", "acronym": "KEPT", **wrong})
    assert answer.status_code == 422
    assert "KEPT" in answer.text
    assert db.session.query(Organisation).count() == before


def test_who_decides_nowhere_begins_no_sheet(browse: Browse, her: User) -> None:
    browser = browse(her)
    assert browser.status_of(f"{ADDRESS}/new") == 403
    assert "Begin a new sheet" not in browser.get(f"{ADDRESS}/").text


def test_a_sheet_shows_all_it_holds_and_who_sees_it(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    values = values_of(sheet).with_row("interventions", work("w2", place_level=PlaceKind.COUNTRY))
    save_sheet(sheet, values, author=people.editor, version=sheet.version)
    text = browse(people.editor).get(address_of(sheet)).text
    for words in ("Ɲɛtaa", "+223 70 00 00 00", "nobody agreed yet", "Everybody finds it"):
        assert words in text
    assert "shown as: " in text
    sheet.is_unlisted = True
    db.session.commit()
    assert "kept out of the directory" in browse(people.editor).get(address_of(sheet)).text


def test_the_organisation_itself_is_shown_in_its_form_and_saved(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    (bamako,) = ids_of(Place, ["bamako"])
    answer = send(
        browse(people.editor),
        address_of(sheet, "/edit"),
        **{
            "name": "Organisation des femmes",
            "translations-0-tag": "ar",
            "translations-0-text": "منظمة النساء",
            "missions-0-tag": "fr",
            "missions-0-text": "Former.\n\nAccompagner.",
            "aliases": "Ɲɛtaa\n\nMuso",
            "founded": "12/05/1999",
            "links": "https://example.org/",
            "language_codes": ["bam", "fra"],
            "seat_id": str(bamako),
            "seat_level": "country",
            "is_unlisted": "y",
            "visibility": "members",
        },
    )
    assert answer.status_code == 303
    db.session.expire_all()
    values = values_of(sheet)
    assert values.name == "Organisation des femmes"
    assert values.translations == {"ar": "منظمة النساء"}
    assert values.missions == {"fr": "Former.\n\nAccompagner."}
    assert values.aliases == ("Ɲɛtaa", "Muso")
    assert (values.founded, values.links) == ("1999-05-12", ("https://example.org/",))
    assert values.language_codes == ("bam", "fra")
    assert (values.seat_id, values.seat_level) == (bamako, PlaceKind.COUNTRY)
    assert (values.is_unlisted, values.visibility) == (True, Visibility.MEMBERS)
    assert len(values.contacts) == len(values.interventions) == len(values.memberships) == 1


def test_saving_the_form_as_it_is_changes_nothing(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    before, browser = values_of(sheet), browse(people.editor)
    for path in ("/edit", "/memberships/m1", "/contacts/c1", "/interventions/w1"):
        assert send(browser, address_of(sheet, path)).status_code == 303
    db.session.expire_all()
    assert values_of(sheet) == before


@pytest.mark.parametrize(
    "case",
    [
        ("/edit", {"name": ""}, "Write the name."),
        ("/edit", {"founded": "hier"}, "“hier” cannot be read as a date"),
        ("/edit", {"links": "www.example.org"}, "from https:// on"),
        ("/edit", {"translations-0-text": "X"}, "Choose the language of each line"),
        ("/contacts/new", {"value": "12"}, "with its country"),
        ("/contacts/c1", {"consented_on": "31/02/2020"}, "“31/02/2020” is not in the calendar"),
        ("/interventions/new", {"domain_id": "0"}, "Choose one."),
        ("/interventions/w1", {"reached": "many"}, "“many” cannot be read as a whole number"),
        ("/interventions/w1", {"reached": "3", "reached_girls": "9"}, "more than all people"),
        ("/interventions/w1", {"start": "2024", "end": "2023"}, "before the beginning"),
        ("/memberships/new", {"network_id": "0"}, "Choose one."),
        ("/memberships/m1", {"start": "2024", "end": "2023"}, "before the beginning"),
    ],
)
def test_what_is_wrong_is_said_twice_and_what_was_typed_stays(
    people: People,
    browse: Browse,
    sheet: Organisation,
    case: tuple[str, dict[str, str], str],
) -> None:
    path, wrong, words = case
    typed = {"legal_form": "kept", "label": "kept", "source": "kept", "end": "2031"} | wrong
    answer = send(browse(people.editor), address_of(sheet, path), **typed)
    assert answer.status_code == 422
    page = Page(answer)
    assert page.text.count(words) >= 2
    assert "kept" in page.text or "2031" in page.text or "2023" in page.text
    top = next(link for link in page.links() if link.startswith("#") and link != "#main")
    assert [one for one in page.root.iter() if one.get("id") == top[1:]]


def test_a_number_that_is_none_hides_no_other_fault(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    path = address_of(sheet, "/interventions/new")
    text = send(browse(people.editor), path, reached="many", place_id="0").text
    for words in ("“many” cannot be read", "Choose one."):
        assert words in text


def test_all_that_is_wrong_is_said_at_once(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    wrong = {"name": "", "founded": "hier", "missions-0-text": "X", "links": "example"}
    text = send(browse(people.editor), address_of(sheet, "/edit"), **wrong).text
    for words in ("Write the name.", "Write 12/05/2023", "Choose the language", "from https:// on"):
        assert words in text


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/edit", {"kind": "poem"}),
        ("/edit", {"language_code": "zzz"}),
        ("/edit", {"seat_id": "x"}),
        ("/edit", {"visibility": None}),
        ("/edit", {"translations-0-tag": "zzz", "translations-0-text": "X"}),
        ("/edit", {"language_codes": ["zzz"]}),
        ("/contacts/new", {"value": "+223 70 00 00 00", "kind": "pigeon"}),
        ("/interventions/w1", {"place_id": "99999"}),
        ("/interventions/w1", {"reached": "9" * 5000}),
        ("/memberships/m1", {"network_id": "99999"}),
    ],
)
def test_a_forged_form_of_a_sheet_is_refused(
    people: People, browse: Browse, sheet: Organisation, path: str, wrong: dict[str, Any]
) -> None:
    before = values_of(sheet)
    answer = send(browse(people.editor), address_of(sheet, path), **wrong)
    assert answer.status_code == 422
    db.session.expire_all()
    assert values_of(sheet) == before


def test_a_forged_language_is_refused_in_a_sentence(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    wrong = {"missions-0-tag": "zzz", "missions-0-text": "X"}
    page = Page(send(browse(people.editor), address_of(sheet, "/edit"), **wrong))
    assert "Mission – Choose one." in [text_of(line) for line in page.find_all("li")]


@pytest.mark.parametrize("number", ["²", "9" * 5000, "x"])
def test_lines_with_strange_numbers_are_passed_over(
    people: People, browse: Browse, sheet: Organisation, number: str
) -> None:
    before = values_of(sheet)
    wrong = {f"missions-{number}-tag": "fr", f"missions-{number}-text": "X"}
    assert send(browse(people.editor), address_of(sheet, "/edit"), **wrong).status_code == 303
    db.session.expire_all()
    assert values_of(sheet) == before


def test_a_network_is_not_offered_itself(people: People, browse: Browse) -> None:
    browser, own = browse(people.editor), address_of(people.organisation, "/memberships/new")
    other = make_organisation("autre")
    offered = {one.get("value") for one in browser.get(own).find("select").iter("option")}
    assert str(other.id) in offered
    assert str(people.organisation.id) not in offered
    assert send(browser, own, network_id=str(people.organisation.id)).status_code == 422


def test_rows_are_added_one_at_a_time(people: People, browse: Browse, sheet: Organisation) -> None:
    browser = browse(people.editor)
    (domain,), (place,) = ids_of(Domain, ["vbg"]), ids_of(Place, ["casablanca"])
    added = send(
        browser,
        address_of(sheet, "/interventions/new"),
        domain_id=str(domain),
        place_id=str(place),
        place_level="region",
        status="finished",
        start="2023",
        end="05/2024",
        description="Écoute",
        qualifier="at-least",
        reached="1 200",
        reached_women="800",
        programme="Phase 2",
        source="Rapport",
        visibility="public",
    )
    assert added.status_code == 303
    new = send(browser, address_of(sheet, "/contacts/new"), kind="email", value="a@example.org")
    assert new.status_code == 303
    db.session.expire_all()
    row = next(one for one in sheet.interventions if one.ref != "w1")
    assert (row.place_id, row.place_level, row.status) == (
        place,
        PlaceKind.REGION,
        WorkStatus.FINISHED,
    )
    assert row.shown_place.slug == "casablanca-settat"
    assert (row.start, row.end, row.qualifier) == ("2023", "2024-05", Qualifier.AT_LEAST)
    assert (row.reached, row.reached_women, row.reached_girls) == (1200, 800, None)
    contact = sheet.contacts[-1]
    assert (contact.position, contact.visibility, contact.consented_on) == (
        1,
        Visibility.ORGANISATION,
        "",
    )


@pytest.mark.parametrize("forged", ["w1", "c1", "../x", "0123456789ab"])
def test_a_forged_ref_takes_no_row_of_others(
    people: People, browse: Browse, sheet: Organisation, forged: str
) -> None:
    theirs = make_organisation("autre")
    contact = ContactValues(ref="0123456789ab", kind="phone", value="+223 70 00 00 01")
    values = replace(values_of(theirs), contacts=(contact,))
    save_sheet(theirs, values, author=people.administrator, version=theirs.version)
    address = address_of(sheet, "/contacts/new")
    new = send(browse(people.editor), address, value="+223 71 00 00 00", new_ref=forged)
    assert new.status_code == 303
    db.session.expire_all()
    assert [one.value for one in theirs.contacts] == ["+223 70 00 00 01"]
    assert "+223 71 00 00 00" in [one.value for one in sheet.contacts]


def test_rows_are_changed_and_keep_their_identity(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    browser = browse(people.editor)
    send(browser, address_of(sheet, "/interventions/w1"), description="Autre", visibility="members")
    send(browser, address_of(sheet, "/memberships/m1"), role="founder", start="2015")
    send(browser, address_of(sheet, "/contacts/c1"), consented_on="2024", visibility="public")
    db.session.expire_all()
    (row,), (membership,), (contact,) = sheet.interventions, sheet.memberships, sheet.contacts
    assert (row.ref, row.description, row.visibility) == ("w1", "Autre", Visibility.MEMBERS)
    assert (membership.role, membership.start) == (MembershipRole.FOUNDER, "2015")
    assert (contact.consented_on, contact.visibility) == ("2024", Visibility.PUBLIC)


@pytest.mark.parametrize("part", ["memberships", "contacts", "interventions"])
def test_a_row_is_removed_after_a_second_question(
    people: People, browse: Browse, sheet: Organisation, part: str
) -> None:
    browser, ref = browse(people.administrator), part[0].replace("i", "w") + "1"
    page = browser.get(address_of(sheet, f"/{part}/{ref}/remove"))
    assert "Remove it" in page.text
    answer = browser.post(address_of(sheet, f"/{part}/{ref}/remove"), fill(page))
    assert answer.status_code == 303
    db.session.expire_all()
    assert getattr(sheet, part) == []
    assert browser.status_of(address_of(sheet, f"/{part}/{ref}")) == 404


def test_three_hundred_interventions_have_pages(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    rows = tuple(work(f"w{number}", description=f"No {number}.") for number in range(1, 301))
    values = replace(values_of(sheet), interventions=rows)
    save_sheet(sheet, values, author=people.editor, version=sheet.version)
    browser = browse(people.editor)
    page = browser.get(address_of(sheet, "/interventions/"))
    assert "Page 1 of 15" in page.text
    assert len(page.find_all("li", class_="entry")) == 20
    assert "No 300." in browser.get(address_of(sheet, "/interventions/?page=15")).text
    assert "See all interventions" in browser.get(address_of(sheet)).text


@pytest.mark.parametrize(
    "case",
    [
        ("/edit", {"acronym": "MINE"}, {"acronym": "THEIRS"}),
        ("/interventions/w1", {"description": "MINE"}, {"description": "THEIRS"}),
        ("/contacts/c1", {"label": "MINE"}, {"label": "THEIRS"}),
        ("/memberships/m1", {"start": "2001"}, {"start": "2002"}),
    ],
)
def test_two_versions_are_shown_and_hers_can_then_be_saved(
    people: People,
    browse: Browse,
    sheet: Organisation,
    case: tuple[str, dict[str, str], dict[str, str]],
) -> None:
    path, mine, theirs = case
    address = address_of(sheet, path)
    hers, his = browse(people.editor), browse(people.administrator)
    stale = fill(hers.get(address), **mine)
    assert send(his, address, **theirs).status_code == 303
    refused = hers.post(address, stale)
    assert refused.status_code == 409
    page = Page(refused)
    for value in (*mine.values(), *theirs.values()):
        assert value in page.text
    assert hers.post(address, fill(page)).status_code == 303
    db.session.expire_all()
    assert all(value in str(values_of(sheet)) for value in mine.values())


@pytest.mark.parametrize("part", ["memberships", "contacts", "interventions"])
def test_nothing_is_removed_from_a_sheet_that_changed_meanwhile(
    people: People, browse: Browse, sheet: Organisation, part: str
) -> None:
    ref = part[0].replace("i", "w") + "1"
    address, browser = address_of(sheet, f"/{part}/{ref}/remove"), browse(people.administrator)
    stale = fill(browser.get(address))
    send(browser, address_of(sheet, "/edit"), acronym="NEW")
    refused = browser.post(address, stale)
    assert refused.status_code == 409
    assert "Look again" in refused.text
    db.session.expire_all()
    assert len(getattr(sheet, part)) == 1
    assert browser.post(address, fill(Page(refused))).status_code == 303


def test_a_sheet_goes_through_its_life(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    sheet.status = Status.DRAFT
    db.session.commit()
    writer, editor, address = browse(her), browse(people.editor), address_of(sheet)

    def step(browser: Browser, name: str, **sent: str) -> TestResponse:
        version = browser.get(address).find("input", name="version").get("value")
        return browser.post(f"{address}/{name}", {"version": version, **sent}, on=address)

    assert step(writer, "submit").status_code == 303
    assert step(editor, "return", reason=" ").status_code == 422
    assert step(editor, "return", reason="Le siège manque.").status_code == 303
    assert "Le siège manque." in writer.get(address).text
    assert step(writer, "submit").status_code == 303
    assert step(editor, "publish").status_code == 303
    assert browse(None).get(f"/en/directory/{sheet.slug}").status == 200
    assert step(editor, "archive").status_code == 303
    assert browse(None).status_of(f"/en/directory/{sheet.slug}") == 404
    assert "/edit" not in "".join(editor.get(address).links())
    assert step(editor, "restore").status_code == 303
    db.session.expire_all()
    assert sheet.status is Status.DRAFT


def test_a_step_on_a_sheet_that_changed_shows_how_it_stands(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    browser, address = browse(people.editor), address_of(sheet)
    answer = browser.post(f"{address}/archive", {"version": "0"}, on=address)
    assert answer.status_code == 303
    assert "changed this sheet meanwhile" in browser.get(address).text
    assert browser.post(f"{address}/restore", {"version": "0"}, on=address).status_code == 303
    db.session.expire_all()
    assert sheet.status is Status.PUBLISHED


def test_a_contributor_is_neither_offered_nor_allowed_to_decide(
    browse: Browse, sheet: Organisation, her: User
) -> None:
    browser, address = browse(her), address_of(sheet)
    page = browser.get(address)
    actions = [form.get("action") for form in page.root.iter("form")]
    assert f"{address}/archive" not in actions
    assert "waits until an editor of its network" in page.text
    assert browser.post(f"{address}/archive", on=f"{address}/edit").status_code == 403


@pytest.mark.parametrize("path", ["/edit", "/contacts/c1", "/interventions/new"])
def test_what_was_typed_for_a_sheet_archived_meanwhile_stays(
    people: People, browse: Browse, sheet: Organisation, path: str
) -> None:
    browser, before = browse(people.editor), values_of(sheet)
    page = browser.get(address_of(sheet, path))
    sent = fill(page, legal_form="KEPT", label="KEPT", source="KEPT", visibility="public")
    sheet.status = Status.ARCHIVED
    db.session.commit()
    answer = browser.post(address_of(sheet, path), sent)
    assert answer.status_code == 422
    assert "take it out of the archive first" in answer.text
    assert "KEPT" in answer.text
    db.session.expire_all()
    assert values_of(sheet) == before


def test_a_row_removed_meanwhile_may_be_added_anew(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    browser, address = browse(people.editor), address_of(sheet, "/interventions/w1")
    sent = fill(browser.get(address), description="KEPT")
    values = values_of(sheet).without_row("interventions", "w1")
    save_sheet(sheet, values, author=people.administrator, version=sheet.version)
    refused = browser.post(address, sent, on=address_of(sheet, "/edit"))
    assert refused.status_code == 409
    page = Page(refused)
    assert "removed this meanwhile" in page.text
    action = page.find("form", class_="sheet").get("action", "")
    assert browser.post(action, fill(page)).status_code == 303
    db.session.expire_all()
    assert [one.description for one in sheet.interventions] == ["KEPT"]


def test_history_is_told_in_words(people: People, browse: Browse, sheet: Organisation) -> None:
    browser = browse(people.editor)
    send(browser, address_of(sheet, "/interventions/w1"), description="Cliniques juridiques")
    page = browser.get(address_of(sheet))
    (link,) = [one for one in page.links() if one.endswith("/history/2")]
    told = browser.get(link).text
    assert "Cliniques juridiques" in told
    assert "Ségou" in told
    assert "w1" not in told


@pytest.mark.parametrize("who", ["her", "own_editor", "editor", "administrator"])
def test_those_who_write_the_sheet_open_its_pages(
    request: pytest.FixtureRequest, browse: Browse, sheet: Organisation, who: str
) -> None:
    people = request.getfixturevalue("people")
    user = getattr(people, who, None) or request.getfixturevalue(who)
    browser = browse(user)
    for path in PAGES:
        for language in ("fr", "ar"):
            browser.get(f"/{language}/desk/organisations/{path.format(id=sheet.id)}")


@pytest.mark.parametrize(
    ("who", "is_at_once"),
    [("her", False), ("own_editor", False), ("editor", True), ("administrator", True)],
)
def test_what_they_write_stands_or_waits(
    request: pytest.FixtureRequest,
    browse: Browse,
    sheet: Organisation,
    who: str,
    *,
    is_at_once: bool,
) -> None:
    people = request.getfixturevalue("people")
    browser = browse(getattr(people, who, None) or request.getfixturevalue(who))
    for path, typed in (
        ("/edit", {"acronym": "NEW"}),
        ("/memberships/m1", {"role": "board"}),
        ("/contacts/c1", {"label": "NEW"}),
        ("/interventions/w1", {"source": "NEW"}),
        ("/interventions/w1/remove", {}),
    ):
        answer = send(browser, address_of(sheet, path), **typed)
        assert answer.status_code == 303
        assert ("/proposals/" in answer.location) is not is_at_once
    assert db.session.query(Proposal).count() == (0 if is_at_once else 5)


def test_a_stranger_opens_and_sends_nothing(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    browser, before = browse(people.stranger), values_of(sheet)
    for path in PAGES:
        assert browser.status_of(f"{ADDRESS}/{path.format(id=sheet.id)}") == 404
    posted = [*FORMS, *(f"{{id}}/{step}" for step in STEPS)]
    for path in posted:
        answer = browser.post(f"{ADDRESS}/{path.format(id=sheet.id)}", {}, on="/en/desk/items/new")
        assert answer.status_code == 404
    db.session.expire_all()
    assert values_of(sheet) == before


def test_a_visitor_is_sent_to_sign_in(app: Flask, browse: Browse, sheet: Organisation) -> None:
    browser = browse(None)
    for path in ("", "new", *PAGES):
        answer = browser.client.get(f"{ADDRESS}/{path.format(id=sheet.id)}")
        assert answer.location.startswith("/en/login")
    for path in ("new", *FORMS, *(f"{{id}}/{step}" for step in STEPS)):
        answer = browser.post(f"{ADDRESS}/{path.format(id=sheet.id)}", {}, on="/en/login")
        assert answer.status_code == 401


@pytest.mark.parametrize("missing", ["9999", "99999999999999999999", "x"])
def test_an_unknown_sheet_is_not_found(people: People, browse: Browse, missing: str) -> None:
    browser = browse(people.administrator)
    for path in PAGES:
        assert browser.status_of(f"{ADDRESS}/{path.format(id=missing)}") == 404
    for path in (*FORMS, *(f"{{id}}/{step}" for step in STEPS)):
        answer = browser.post(f"{ADDRESS}/{path.format(id=missing)}", {}, on="/en/desk/items/new")
        assert answer.status_code in {404, 405}


@pytest.mark.parametrize(
    "path",
    [
        "/memberships/none",
        "/contacts/none",
        "/contacts/none/remove",
        "/interventions/none/remove",
        "/poems/new",
        "/history/999",
        "/history/99999999999999999999",
    ],
)
def test_what_a_sheet_does_not_hold_is_not_found(
    people: People, browse: Browse, sheet: Organisation, path: str
) -> None:
    assert browse(people.editor).status_of(address_of(sheet, path)) == 404


@pytest.mark.parametrize("path", ["/publish", "/archive"])
def test_a_wrong_method_on_a_sheet_is_refused(
    people: People, browse: Browse, sheet: Organisation, path: str
) -> None:
    browser = browse(people.editor)
    assert browser.status_of(address_of(sheet, path)) == 405
    assert browser.post(address_of(sheet), on=address_of(sheet)).status_code == 405


def test_a_form_without_its_token_is_refused(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    browser = browse(people.editor)
    answer = browser.client.post(address_of(sheet, "/edit"), data={"name": "X"})
    assert answer.status_code == 400


def test_only_an_administrator_makes_a_network(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    page = browse(people.editor).get(address_of(sheet, "/edit"))
    assert "Only an administrator makes an organisation a platform" in page.text
    answer = send(browse(people.editor), address_of(sheet, "/edit"), kind="network")
    assert "/proposals/" in answer.location
    assert db.session.query(Proposal).count() == 1
    db.session.expire_all()
    assert sheet.kind is OrganisationKind.ASSOCIATION


def test_a_membership_elsewhere_waits(people: People, browse: Browse, sheet: Organisation) -> None:
    other = make_organisation("autre", kind=OrganisationKind.ALLIANCE)
    answer = send(
        browse(people.editor), address_of(sheet, "/memberships/new"), network_id=str(other.id)
    )
    assert "/proposals/" in answer.location
    db.session.expire_all()
    assert values_of(sheet).memberships == (
        MembershipValues(ref="m1", network_id=people.organisation.id),
    )
