"""Many proposals about one sheet: read together, accepted in one go, none unseen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portal.auth.models import RoleName, User
from portal.auth.queries import get_user
from portal.directory.models import (
    Organisation,
    OrganisationKind,
    Proposal,
    ProposalState,
)
from portal.directory.proposals import accept_proposals, propose, withdraw_proposal
from portal.directory.values import InterventionValues, values_of
from portal.extensions import db
from portal.vocabulary.models import Domain, Place
from tests.browser import Browser, Page
from tests.conftest import People
from tests.factories import ids_of, make_member, make_organisation, make_user, propose_change

Browse = Callable[[User | None], Browser]

DESK = "/en/desk/organisations"


@pytest.fixture
def sheet(people: People) -> Organisation:
    """A published member of the network of `people`."""
    return make_member(people.organisation)


@pytest.fixture
def her(sheet: Organisation) -> User:
    """An editor of the member, who decides nothing alone."""
    return make_user("her", RoleName.EDITOR, sheet)


def together(sheet: Organisation) -> str:
    return f"{DESK}/{sheet.id}/proposals/"


def suggest_works(sheet: Organisation, author: User, count: int) -> list[Proposal]:
    """A work more each time, as somebody does who adds one after the other."""
    domains, (place_id,) = ids_of(Domain, ["vbg"]), ids_of(Place, ["segou"])
    return [
        propose_change(
            sheet,
            author,
            interventions=(
                InterventionValues(
                    domain_id=domains[0], place_id=place_id, description=f"Work {number}"
                ),
            ),
        )
        for number in range(count)
    ]


def leave(sheet: Organisation, author: User) -> Proposal:
    """The member leaves the network, whose editors decide on it no longer then."""
    (membership,) = values_of(sheet).memberships
    return propose_change(sheet, author, memberships=(replace(membership, end="2020"),))


def ticked(page: Page) -> list[str]:
    return [
        field.get("value", "")
        for field in page.root.iter("input")
        if field.get("name") == "accepted" and field.get("checked") is not None
    ]


def accept(browser: Browser, sheet: Organisation, chosen: list[str]) -> Any:
    sent: dict[str, Any] = {"accepted": chosen}
    return browser.post(f"{together(sheet)}accept", sent, on=together(sheet))


def states() -> list[ProposalState]:
    db.session.expire_all()
    return [one.state for one in db.session.query(Proposal).order_by(Proposal.id)]


def test_twenty_works_of_one_sheet_are_one_line_and_one_yes(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    suggest_works(sheet, her, 20)
    browser = browse(people.editor)
    desk = browser.get(f"{DESK}/")
    assert "20 proposed changes" in desk.text
    assert together(sheet) in desk.links()
    assert [link for link in desk.links() if "/organisations/proposals/" in link] == []
    page = browser.get(together(sheet))
    for number in (0, 19):
        assert f"Work {number}" in page.text
    answer = accept(browser, sheet, ticked(page))
    assert answer.location == f"{DESK}/{sheet.id}"
    assert "20 changes accepted." in browser.get(answer.location).text
    assert set(states()) == {ProposalState.ACCEPTED}
    assert len(sheet.interventions) == 20


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_each_language_has_the_page_of_all_that_waits(
    people: People, browse: Browse, sheet: Organisation, her: User, language: str
) -> None:
    suggest_works(sheet, her, 2)
    browser = browse(people.editor)
    for address in (f"{DESK}/", together(sheet), f"{DESK}/{sheet.id}"):
        browser.get(address.replace("/en/", f"/{language}/"))


def test_one_alone_is_a_line_as_ever(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    proposal = propose_change(sheet, her, name="Autre nom")
    browser = browse(people.editor)
    links = browser.get(f"{DESK}/").links()
    assert f"{DESK}/proposals/{proposal.id}" in links
    assert together(sheet) not in links
    assert together(sheet) not in browser.get(f"{DESK}/{sheet.id}").links()


def test_the_sheet_and_each_proposal_lead_to_all_for_those_who_decide(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    first, _second = suggest_works(sheet, her, 2)
    for address in (f"{DESK}/{sheet.id}", f"{DESK}/proposals/{first.id}"):
        assert together(sheet) in browse(people.editor).get(address).links()
        assert together(sheet) not in browse(her).get(address).links()


def test_what_is_not_ticked_waits_on(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    first, second = suggest_works(sheet, her, 2)
    browser = browse(people.editor)
    answer = accept(browser, sheet, [str(second.id)])
    assert answer.location == together(sheet)
    assert states() == [ProposalState.WAITING, ProposalState.ACCEPTED]
    assert ticked(browser.get(together(sheet))) == [str(first.id)]


def test_what_came_after_she_read_is_not_accepted(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    propose_change(sheet, her, name="Vu")
    browser = browse(people.editor)
    seen = ticked(browser.get(together(sheet)))
    propose_change(sheet, her, acronym="PASVU")
    accept(browser, sheet, seen)
    assert states() == [ProposalState.ACCEPTED, ProposalState.WAITING]


def test_of_two_that_contradict_each_other_the_later_waits_to_be_looked_at(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    propose_change(sheet, her, name="Un nom")
    later = propose_change(sheet, her, name="Un autre nom")
    browser = browse(people.editor)
    answer = accept(browser, sheet, ticked(browser.get(together(sheet))))
    page = browser.get(answer.location)
    assert "1 change accepted." in page.text
    assert "What could not be accepted waits on" in page.text
    assert ticked(page) == []
    assert f"{DESK}/proposals/{later.id}" in page.links()
    assert states() == [ProposalState.ACCEPTED, ProposalState.WAITING]
    assert sheet.name == "Un nom"


def test_words_alone_are_not_accepted_with_others(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    words = propose(sheet, {}, author=None, note="Nous avons déménagé.")
    page = browse(people.editor).get(together(sheet))
    assert "Nous avons déménagé." in page.text
    assert ticked(page) == []
    assert f"{DESK}/proposals/{words.id}" in page.links()


def test_what_is_invalid_by_now_does_not_hold_up_the_others(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    propose(sheet, {"name": [sheet.name, ""]}, author=her)
    propose_change(sheet, her, acronym="NEUF")
    browser = browse(people.editor)
    accept(browser, sheet, ticked(browser.get(together(sheet))))
    assert states() == [ProposalState.WAITING, ProposalState.ACCEPTED]
    assert (sheet.name, sheet.acronym) == ("Organisation olddf", "NEUF")


def test_what_is_withdrawn_at_the_same_moment_does_not_hold_up_the_others(
    app: Flask, people: People, sheet: Organisation, her: User
) -> None:
    first, second = suggest_works(sheet, her, 2)
    withdrawn_id = first.id

    def decide() -> Iterator[Proposal]:
        with app.app_context():
            withdraw_proposal(db.session.get_one(Proposal, withdrawn_id), actor=get_user("her"))
        db.session.expire_all()
        yield from (first, second)

    assert accept_proposals(decide(), actor=people.editor) == 1
    assert states() == [ProposalState.ACCEPTED]


def test_what_takes_the_sheet_from_her_leads_to_the_desk_and_the_others_wait(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    leave(sheet, her)
    propose_change(sheet, her, acronym="NEUF")
    browser = browse(people.editor)
    answer = accept(browser, sheet, ticked(browser.get(together(sheet))))
    assert answer.location == f"{DESK}/"
    assert "1 change accepted." in browser.get(answer.location).text
    assert states() == [ProposalState.ACCEPTED, ProposalState.WAITING]


def test_nothing_chosen_changes_nothing(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    suggest_works(sheet, her, 2)
    for chosen in ([], ["x"], ["99999"]):
        assert accept(browse(people.editor), sheet, chosen).status_code == 303
    assert set(states()) == {ProposalState.WAITING}


def test_proposals_of_another_sheet_and_what_is_above_her_are_not_accepted(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    above = propose_change(sheet, her, kind=OrganisationKind.NETWORK)
    elsewhere = make_organisation("elsewhere", kind=OrganisationKind.ASSOCIATION)
    other = propose(elsewhere, {"name": [elsewhere.name, "X"]}, author=people.administrator)
    page = browse(people.editor).get(together(sheet))
    assert "Nothing on this sheet waits for your decision." in page.text
    accept(browse(people.editor), sheet, [str(above.id), str(other.id)])
    assert set(states()) == {ProposalState.WAITING}


def test_all_that_waits_is_for_those_who_decide(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    (proposal,) = suggest_works(sheet, her, 1)
    address = together(sheet)
    for person in (her, people.stranger, people.contributor):
        browser = browse(person)
        assert browser.status_of(address) == 404
        sent = {"accepted": str(proposal.id)}
        assert browser.post(f"{address}accept", sent, on="/en/desk/").status_code == 404
    assert browse(None).status_of(address) == 302
    browser = browse(people.editor)
    assert browser.status_of(f"{address}accept") == 405
    assert browser.client.post(f"{address}accept").status_code == 400
    assert browser.status_of(f"{DESK}/99999/proposals/") == 404
    assert states() == [ProposalState.WAITING]
