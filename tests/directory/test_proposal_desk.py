"""What others must decide: told, seen waiting, withdrawn, accepted, refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from portal.auth.models import RoleName, User
from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.directory.models import (
    Organisation,
    OrganisationKind,
    Proposal,
    ProposalState,
)
from portal.directory.proposals import propose, withdraw_proposal
from portal.directory.services import save_sheet, take_step
from portal.directory.values import InterventionValues, MembershipValues, values_of
from portal.errors import NotAllowedError
from portal.extensions import db
from portal.vocabulary.models import Domain, Place
from tests.browser import Browser, Page
from tests.conftest import People
from tests.factories import ids_of, make_member, make_organisation, make_user, propose_change

Browse = Callable[[User | None], Browser]

ADDRESS = "/en/desk/organisations"


@pytest.fixture
def sheet(people: People) -> Organisation:
    """A published member of the network of `people`."""
    return make_member(people.organisation)


@pytest.fixture
def her(sheet: Organisation) -> User:
    """A contributor of the member."""
    return make_user("her", RoleName.CONTRIBUTOR, sheet)


def page_of(proposal: Proposal, language: str = "en") -> str:
    return f"/{language}/desk/organisations/proposals/{proposal.id}"


def accept(browser: Browser, proposal: Proposal, page: Page | None = None) -> Any:
    page = page or browser.get(page_of(proposal))
    sent = {name: page.find("input", name=name).get("value", "") for name in ("version", "despite")}
    return browser.post(f"{page_of(proposal)}/accept", sent, on=page_of(proposal))


def test_she_is_told_that_it_waits_and_sees_it(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    browser = browse(her)
    form = browser.get(f"{ADDRESS}/{sheet.id}/contacts/new")
    assert "waits until those who decide" in form.text
    sent = {"kind": "phone", "value": "+223 70 00 00 00", "visibility": "public"}
    sent |= {"version": str(sheet.version), "note": "Nouveau numéro."}
    answer = browser.post(f"{ADDRESS}/{sheet.id}/contacts/new", sent)
    page = browser.get(answer.location)
    for words in ("It waits for those who decide", "Nouveau numéro.", "+223 70 00 00 00"):
        assert words in page.text
    assert answer.location in browser.get(f"{ADDRESS}/{sheet.id}").links()
    assert answer.location in browser.get(f"{ADDRESS}/").links()
    db.session.expire_all()
    assert sheet.contacts == []


def test_the_front_of_the_desk_counts_what_waits(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    propose_change(sheet, her, name="Autre")
    propose_change(sheet, her, acronym="AUTRE")
    for decider in (people.editor, people.administrator):
        browser = browse(decider)
        assert "2 proposed changes to sheets await your decision." in browser.get("/en/desk/").text
        assert "Your decision is awaited" in browser.get(f"{ADDRESS}/").text
    for other in (her, people.stranger, people.contributor):
        assert "await your decision" not in browse(other).get("/en/desk/").text


def test_what_is_above_her_is_not_counted_as_hers(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    propose_change(sheet, people.editor, kind=OrganisationKind.NETWORK)
    assert "awaits your decision" not in browse(people.editor).get("/en/desk/").text
    assert "awaits your decision" in browse(people.administrator).get("/en/desk/").text


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_reviewer_reads_names_not_numbers(
    people: People, browse: Browse, sheet: Organisation, her: User, language: str
) -> None:
    (domain_id,), (place_id,) = ids_of(Domain, ["vbg"]), ids_of(Place, ["casablanca"])
    network = make_organisation("autre", kind=OrganisationKind.ALLIANCE)
    row = InterventionValues(ref="r3f", domain_id=domain_id, place_id=place_id, reached=1200)
    values = values_of(sheet).with_row("interventions", row)
    values = values.with_row("memberships", MembershipValues(ref="m9", network_id=network.id))
    saved = save_sheet(sheet, replace(values, seat_id=place_id), author=her, version=sheet.version)
    assert saved.proposal is not None
    text = browse(people.administrator).get(page_of(saved.proposal, language)).text
    casablanca = "الدار البيضاء" if language == "ar" else "Casablanca"
    assert text.count(casablanca) >= 3
    assert network.name in text
    assert "r3f" not in text
    assert "place_id" not in text


def test_a_row_is_read_in_the_order_of_its_form_and_who_sees_it_last(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    (domain_id,), (place_id,) = ids_of(Domain, ["vbg"]), ids_of(Place, ["casablanca"])
    row = InterventionValues(ref="r3f", domain_id=domain_id, place_id=place_id, start="2024")
    values = values_of(sheet).with_row("interventions", row)
    values = replace(values, missions={"fr": "Écouter."})
    saved = save_sheet(sheet, values, author=her, version=sheet.version)
    assert saved.proposal is not None
    text = browse(people.administrator).get(page_of(saved.proposal, "fr")).text
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    facts = ("Domaine :", "Lieu :", "État :", "partir de", "Visible par")
    told = [text.index(fact) for fact in facts]
    assert told == sorted(told)
    assert "français : " in text
    assert "Exactement" not in text, "no number is given"


def test_an_accepted_change_stands_on_the_sheet(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    proposal = propose_change(sheet, her, name="Autre nom")
    browser = browse(people.editor)
    page = browser.get(page_of(proposal))
    assert "Organisation olddf" in page.text
    assert "Autre nom" in page.text
    assert accept(browser, proposal).status_code == 303
    db.session.expire_all()
    assert (sheet.name, proposal.state) == ("Autre nom", ProposalState.ACCEPTED)
    told = browse(her).get(page_of(proposal)).text
    assert "Accepted" in told
    assert people.editor.name in told
    assert "Accepted" in browse(her).get(f"{ADDRESS}/").text


def test_a_yes_that_takes_the_sheet_from_her_leads_to_the_desk(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    (membership,) = values_of(sheet).memberships
    proposal = propose_change(sheet, her, memberships=(replace(membership, end="2020"),))
    browser = browse(people.editor)
    answer = accept(browser, proposal)
    assert answer.location == f"{ADDRESS}/"
    assert "Accepted: the sheet is changed." in browser.get(answer.location).text


def test_a_refusal_needs_a_reason_that_its_author_reads(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    proposal = propose_change(sheet, her, name="Autre nom")
    browser, address = browse(people.editor), page_of(proposal)
    refused = browser.post(f"{address}/refuse", {"reason": " "}, on=address)
    assert refused.status_code == 422
    assert Page(refused).text.count("Say why, so that she knows what to change.") == 2
    given = browser.post(f"{address}/refuse", {"reason": "Le récépissé dit OLDDF."}, on=address)
    assert given.status_code == 303
    db.session.expire_all()
    assert (sheet.name, proposal.state) == ("Organisation olddf", ProposalState.REFUSED)
    for place in (address, f"{ADDRESS}/", f"{ADDRESS}/{sheet.id}"):
        assert "Le récépissé dit OLDDF." in browse(her).get(place).text


def test_what_changed_meanwhile_is_shown_before_it_is_written_over(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    proposal = propose_change(sheet, her, name="Son nom", acronym="SN")
    browser = browse(people.editor)
    before = browser.get(page_of(proposal))
    theirs = replace(values_of(sheet), name="Leur nom")
    save_sheet(sheet, theirs, author=people.administrator, version=sheet.version)
    refused = accept(browser, proposal, before)
    assert refused.status_code == 409
    page = Page(refused)
    for words in ("Changed meanwhile", "Leur nom", "Son nom", "Accept despite what changed"):
        assert words in page.text
    db.session.expire_all()
    assert sheet.name == "Leur nom"
    assert accept(browser, proposal, page).status_code == 303
    db.session.expire_all()
    assert (sheet.name, sheet.acronym) == ("Son nom", "SN")


def test_a_yes_to_what_she_saw_is_no_yes_to_what_came_after(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    proposal = propose_change(sheet, her, name="Son nom")
    for name in ("Leur nom", "Leur autre nom"):
        page = browse(people.editor).get(page_of(proposal))
        theirs = replace(values_of(sheet), name=name)
        save_sheet(sheet, theirs, author=people.administrator, version=sheet.version)
    assert accept(browse(people.editor), proposal, page).status_code == 409
    db.session.expire_all()
    assert sheet.name == "Leur autre nom"


def test_what_can_no_longer_be_kept_says_why(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    proposal = propose(sheet, {"name": [sheet.name, ""]}, author=None)
    answer = accept(browse(people.editor), proposal)
    assert answer.status_code == 422
    assert "Write the name." in answer.text


def test_what_a_link_brought_says_so_and_may_be_words_alone(
    people: People, browse: Browse, sheet: Organisation
) -> None:
    proposal = propose(sheet, {}, author=None, note="Nous avons déménagé.")
    browser = browse(people.editor)
    text = browser.get(page_of(proposal)).text
    for words in ("by a link sent to the organisation", "Nous avons déménagé.", "dealt with"):
        assert words in text
    assert accept(browser, proposal).status_code == 303


def test_what_somebody_proposed_whose_account_is_gone_says_so(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    proposal = propose_change(sheet, her, name="Autre nom")
    db.session.delete(her)
    db.session.commit()
    browser = browse(people.editor)
    for place in (page_of(proposal), f"{ADDRESS}/", f"{ADDRESS}/{sheet.id}"):
        text = browser.get(place).text
        assert "by somebody whose account is gone" in text
        assert "by a link" not in text
    assert accept(browser, proposal).status_code == 303
    db.session.expire_all()
    assert (sheet.name, sheet.checked_on) == ("Autre nom", None)


def test_its_author_withdraws_what_waits(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    proposal = propose_change(sheet, her, name="Autre nom")
    address, browser = page_of(proposal), browse(her)
    assert "Withdraw it" not in browse(people.editor).get(address).text
    page = browser.get(address)
    assert "Withdraw it" in page.text
    assert f"{address}/accept" not in [form.get("action") for form in page.root.iter("form")]
    assert browser.post(f"{address}/withdraw", on=address).status_code == 303
    assert browser.status_of(address) == 404
    assert db.session.query(Proposal).count() == 0


def test_nobody_withdraws_what_others_proposed(
    people: People, sheet: Organisation, her: User
) -> None:
    proposal = propose_change(sheet, her, name="Autre nom")
    with pytest.raises(NotAllowedError):
        withdraw_proposal(proposal, actor=people.editor)


def test_the_same_change_sent_twice_is_one_proposal(sheet: Organisation, her: User) -> None:
    assert propose_change(sheet, her, name="Autre") is propose_change(sheet, her, name="Autre")
    assert db.session.query(Proposal).count() == 1


def test_a_new_row_sent_twice_is_one_proposal(
    browse: Browse, sheet: Organisation, her: User
) -> None:
    browser, address = browse(her), f"{ADDRESS}/{sheet.id}/contacts/new"
    page = browser.get(address)
    sent = {name: page.find("input", name=name).get("value", "") for name in ("version", "new_ref")}
    sent |= {"kind": "phone", "value": "+223 70 00 00 00", "visibility": "public"}
    first, second = browser.post(address, sent), browser.post(address, sent)
    assert first.location == second.location
    assert db.session.query(Proposal).count() == 1


def test_what_waits_on_an_archived_sheet_waits_until_it_is_restored(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    proposal = propose_change(sheet, her, name="Autre nom")
    take_step(sheet, Action.ARCHIVE, actor=people.editor, reason="Elle n’existe plus.")
    answer = accept(browse(people.editor), proposal)
    assert answer.status_code == 422
    assert "Restore its sheet first" in answer.get_data(as_text=True)
    take_step(sheet, Action.RESTORE, actor=people.editor)
    assert accept(browse(people.editor), proposal).status_code == 303
    db.session.expire_all()
    assert sheet.name == "Autre nom"


def test_what_is_decided_is_not_decided_again(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    proposal = propose_change(sheet, her, name="Autre nom")
    browser = browse(people.editor)
    page = browser.get(page_of(proposal))
    accept(browser, proposal, page)
    token = {"csrf_token": page.csrf_token, "reason": "Non."}
    for decision, status in (("accept", 303), ("refuse", 409), ("withdraw", 303)):
        answer = browser.client.post(f"{page_of(proposal)}/{decision}", data=token)
        assert answer.status_code == status
        assert ('value="Non."' in answer.text) == (status == 409)
    assert "decided meanwhile" in browser.get(page_of(proposal)).text
    db.session.expire_all()
    assert proposal.state is ProposalState.ACCEPTED


@pytest.mark.parametrize("decision", ["accept", "refuse"])
def test_its_author_does_not_decide_on_it(
    browse: Browse, sheet: Organisation, her: User, decision: str
) -> None:
    proposal = propose_change(sheet, her, name="Autre nom")
    address = page_of(proposal)
    answer = browse(her).post(f"{address}/{decision}", {"reason": "Oui."}, on=address)
    assert answer.status_code == 403
    db.session.expire_all()
    assert proposal.state is ProposalState.WAITING


@pytest.mark.parametrize("path", ["", "/accept", "/refuse", "/withdraw"])
def test_strangers_and_visitors_meet_no_proposal(
    people: People, browse: Browse, sheet: Organisation, her: User, path: str
) -> None:
    proposal = propose_change(sheet, her, name="Autre nom")
    address, stranger, visitor = page_of(proposal) + path, browse(people.stranger), browse(None)
    if path:
        assert stranger.post(address, on="/en/desk/items/new").status_code == 404
        assert visitor.post(address, on="/en/login").status_code == 401
        assert stranger.status_of(address) == 405
    else:
        assert stranger.status_of(address) == 404
        assert visitor.client.get(address).location.startswith("/en/login")
        assert browse(her).post(address, on=address).status_code == 405


@pytest.mark.parametrize("missing", ["999", "x", "99999999999999999999"])
def test_an_unknown_proposal_is_not_found(
    people: People, browse: Browse, sheet: Organisation, missing: str
) -> None:
    browser = browse(people.administrator)
    assert browser.status_of(f"{ADDRESS}/proposals/{missing}") == 404
    answer = browser.post(f"{ADDRESS}/proposals/{missing}/accept", on="/en/desk/items/new")
    assert answer.status_code == 404


def test_a_proposal_about_a_draft_is_shown_too(
    people: People, browse: Browse, sheet: Organisation, her: User
) -> None:
    sheet.status = Status.DRAFT
    db.session.commit()
    proposal = propose_change(sheet, her, memberships=())
    assert "Accept" in browse(people.editor).get(page_of(proposal)).text
