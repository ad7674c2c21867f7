"""How an organisation is reached: after one step, by those who may, and not by robots."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.auth.models import LoginFailure, RoleName, User
from portal.directory.contacts import passes
from portal.directory.contacts.numbers import dialled
from portal.directory.models import FormerOrganisationSlug, Organisation, OrganisationKind
from portal.directory.values import ContactValues, MembershipValues
from portal.extensions import db, now
from tests.browser import Browser, Page, parse, text_of
from tests.conftest import People
from tests.factories import fill_sheet, make_organisation, make_user

OpenSite = Callable[..., Browser]

ADDRESS = "/en/directory/olddf/contacts"
CONTACTS = {
    "public": ContactValues(
        kind="phone", value="70 11 22 33", label="Office", visibility="public",
        consented_on="2025-01",
    ),
    "members": ContactValues(
        kind="email", value="members@olddf.example", visibility="members", consented_on="2025",
    ),
    "own": ContactValues(
        kind="whatsapp", value="+223 76 00 00 01", visibility="organisation",
        consented_on="2025",
    ),
    "nobody agreed": ContactValues(kind="post", value="BP 12, Ségou", visibility="public"),
}  # fmt: skip


@pytest.fixture
def member(people: People) -> Organisation:
    """A member of the network of `people` that can be reached in four ways."""
    member = make_organisation("olddf", kind=OrganisationKind.ASSOCIATION)
    return fill_sheet(
        member,
        contacts=tuple(CONTACTS.values()),
        memberships=(MembershipValues(network_id=people.organisation.id),),
    )


def open_contacts(browser: Browser, address: str = ADDRESS) -> Page:
    """Press the button, and follow where it leads."""
    response = browser.client.post(address)
    assert response.status_code == 303
    return browser.get(response.location)


def seen_on(page: Page) -> set[str]:
    return {name for name, contact in CONTACTS.items() if contact.value in page.text}


def test_without_the_step_there_is_only_the_step(member: Organisation, browse: OpenSite) -> None:
    page = browse().get(ADDRESS)
    assert seen_on(page) == set()
    assert page.find("form", method="post").get("action") == ADDRESS


def test_after_the_step_the_contacts_can_be_tapped(member: Organisation, browse: OpenSite) -> None:
    page = open_contacts(browse())
    assert seen_on(page) == {"public"}
    assert "tel:+22370112233" in page.links()
    assert "Telephone · Office" in text_of(page.find("main"))


def test_numbers_are_dialled_from_anywhere() -> None:
    assert dialled("70 11 22 33") == "+22370112233"
    assert dialled("+223 70-11-22-33") == "+22370112233"
    assert dialled("00223 70 11 22 33") == "+22370112233"
    assert dialled("+33 (1) 42 00 00 00") == "+33142000000"


def person(who: str, people: People, member: Organisation) -> User | None:
    match who:
        case "visitor":
            return None
        case "member":
            return make_user("somebody", RoleName.CONTRIBUTOR, make_organisation("far"))
        case "own editor":
            return make_user("own", RoleName.EDITOR, member)
        case "editor of the network":
            return people.editor
        case _:
            return people.stranger


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("visitor", {"public"}),
        ("member", {"public", "members"}),
        ("stranger", {"public", "members"}),
        ("own editor", set(CONTACTS)),
        ("editor of the network", set(CONTACTS)),
    ],
)
def test_each_viewer_sees_what_was_agreed_for_her(
    member: Organisation, people: People, browse: OpenSite, who: str, seen: set[str]
) -> None:
    page = open_contacts(browse(person(who, people, member)))
    assert seen_on(page) == seen
    if "own" in seen:
        assert "https://wa.me/22376000001" in page.links()
        assert "mailto:members@olddf.example" in page.links()


def test_back_and_reload_work_for_a_while(
    member: Organisation, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browse()
    address = browser.client.post(ADDRESS).location
    assert seen_on(browser.get(address)) == {"public"}
    assert seen_on(browser.get(address)) == {"public"}
    monkeypatch.setattr(passes, "LIFETIME", timedelta(seconds=-1))
    late = browser.get(address)
    assert seen_on(late) == set()
    assert late.find("form", method="post").get("action") == ADDRESS


def test_a_pass_opens_one_organisation_only(member: Organisation, browse: OpenSite) -> None:
    other = make_organisation("autre")
    fill_sheet(other, contacts=(replace(CONTACTS["public"], ref="its own"),))
    key = browse().client.post("/en/directory/autre/contacts").location.partition("?")[2]
    assert seen_on(browse().get(f"{ADDRESS}?{key}")) == set()
    for wrong in ("", "x", key + "x", "a" * 5000):
        assert seen_on(browse().get(f"{ADDRESS}?key={wrong}")) == set()


def test_nothing_of_it_is_kept_or_listed(member: Organisation, browse: OpenSite) -> None:
    browser = browse()
    opened = browser.client.post(ADDRESS)
    for response in (opened, browser.client.get(opened.location), browser.client.get(ADDRESS)):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert browser.get(ADDRESS).response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_line_that_asks_for_very_many_is_told_what_to_do(
    member: Organisation, people: People, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "PASSES_PER_HOUSEHOLD", 2)
    browser = browse()
    for _step in range(2):
        assert browser.client.post(ADDRESS).status_code == 303
    refused = browser.client.post(ADDRESS)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    parse(refused.text)
    assert "Wait and try again" in refused.text
    assert "pause for 15 minutes" in refused.text
    assert 'href="/en/login?next=' in refused.text
    assert seen_on(open_contacts(browse(people.stranger))) == {"public", "members"}
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    assert browser.client.post(ADDRESS, environ_overrides=elsewhere).status_code == 303


def test_a_line_that_was_refused_may_go_on_later(
    member: Organisation, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "PASSES_PER_HOUSEHOLD", 1)
    browser = browse()
    browser.client.post(ADDRESS)
    assert browser.client.post(ADDRESS).status_code == 429
    db.session.query(LoginFailure).update({"failed_at": now() - timedelta(minutes=16)})
    db.session.commit()
    assert browser.client.post(ADDRESS).status_code == 303


def test_a_household_of_the_newer_internet_is_one_line(
    member: Organisation, browse: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "PASSES_PER_HOUSEHOLD", 1)
    browser = browse()
    answers = [
        browser.client.post(ADDRESS, environ_overrides={"REMOTE_ADDR": f"2001:db8::{end}"})
        for end in (1, 2)
    ]
    assert [answer.status_code for answer in answers] == [303, 429]


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_hidden_cannot_be_reached(
    member: Organisation, browse: OpenSite, method: str
) -> None:
    fill_sheet(member, visibility="organisation")
    call = getattr(browse().client, method)
    assert call(ADDRESS).status_code == 404
    assert call("/en/directory/nobody/contacts").status_code == 404
    assert browse().status_of("/en/directory/olddf/contacts.vcf") == 404


@pytest.mark.parametrize(("method", "rest"), [("get", ""), ("post", ""), ("get", ".vcf")])
def test_a_former_address_leads_to_the_contacts_of_now(
    member: Organisation, browse: OpenSite, method: str, rest: str
) -> None:
    db.session.add(FormerOrganisationSlug(slug="old", organisation_id=member.id))
    db.session.commit()
    call = getattr(browse().client, method)
    response = call(f"/en/directory/old/contacts{rest}")
    assert (response.status_code, response.location) == (301, f"{ADDRESS}{rest}")


def test_nobody_agreed_to_be_shown(people: People, browse: OpenSite) -> None:
    page = open_contacts(browse(), "/en/directory/rejefpo/contacts")
    assert "No contact is shown to you here" in page.text


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_other_public_page_tells_a_contact(
    member: Organisation, browse: OpenSite, language: str
) -> None:
    for address in ("", "olddf", "?q=70112233", "?q=olddf", "map", "matrix", "gaps"):
        page = browse().get(f"/{language}/directory/{address}")
        told = page.text.replace("70112233", "") if "?q" in address else page.text
        assert "11 22 33" not in told
        assert "members@" not in told
