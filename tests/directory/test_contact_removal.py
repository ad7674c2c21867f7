"""A removed contact is gone: from the sheet, its history, proposals and imports."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.auth.models import RoleName, User
from portal.content.models import Revision
from portal.content.revisions import StaleSaveError
from portal.directory.exchange.models import DirectoryImport, ImportLine, LineOutcome
from portal.directory.forgetting import forget_contacts
from portal.directory.models import (
    ContactKind,
    Organisation,
    Proposal,
    ProposalState,
)
from portal.directory.proposals import accept_proposal, propose, refuse_proposal
from portal.directory.services import remove_contact, save_sheet
from portal.directory.values import ContactValues, values_of
from portal.errors import NotAllowedError
from portal.extensions import db
from tests.browser import Browser
from tests.conftest import People
from tests.factories import make_member, make_user

NUMBER = "+223 70 00 00 00"
OTHER = "+223 71 11 11 11"


@pytest.fixture
def sheet(people: People) -> Organisation:
    """A published member of the network, with two contacts that have a history."""
    member = make_member(people.organisation)
    for number in ("+223 79 99 99 99", NUMBER):
        values = replace(values_of(member), contacts=(contact("c1", number), contact("c2", OTHER)))
        save_sheet(member, values, author=people.editor, version=member.version)
    return member


@pytest.fixture
def her(sheet: Organisation) -> User:
    """A contributor of the member, who decides nothing."""
    return make_user("her", RoleName.CONTRIBUTOR, sheet)


def contact(ref: str, value: str) -> ContactValues:
    return ContactValues(ref=ref, kind=ContactKind.PHONE, value=value)


def remembered() -> str:
    """All that revisions, proposals and imports hold."""
    kept: list[object] = [revision.snapshot for revision in db.session.query(Revision)]
    kept += [proposal.changes for proposal in db.session.query(Proposal)]
    kept += [line.changes for line in db.session.query(ImportLine)]
    return json.dumps(kept)


def propose_number(sheet: Organisation, her: User, value: str) -> Proposal:
    values = values_of(sheet).with_row("contacts", contact("c1", value))
    saved = save_sheet(sheet, values, author=her, version=sheet.version)
    assert saved.proposal is not None
    return saved.proposal


def test_who_writes_the_sheet_removes_a_contact_at_once(sheet: Organisation, her: User) -> None:
    remove_contact(sheet, "c1", author=her, version=sheet.version)
    db.session.expire_all()
    assert [one.value for one in sheet.contacts] == [OTHER]
    assert NUMBER not in remembered()
    assert "+223 79 99 99 99" not in remembered()
    assert OTHER in remembered()


def test_that_it_was_removed_stays_known(sheet: Organisation, her: User) -> None:
    remove_contact(sheet, "c1", author=her, version=sheet.version)
    last = db.session.query(Revision).order_by(Revision.id.desc()).first()
    assert last is not None
    assert (last.changed_fields, last.author_id) == (["contacts"], her.id)


def test_proposals_about_it_are_gone_or_say_only_the_rest(
    people: People, sheet: Organisation, her: User
) -> None:
    refused = propose_number(sheet, her, "+223 72 22 22 22")
    refuse_proposal(refused, actor=people.editor, reason="Non.")
    accepted = propose_number(sheet, her, "+223 73 33 33 33")
    accept_proposal(accepted, actor=people.editor)
    alone = propose_number(sheet, her, "+223 74 44 44 44")
    values = values_of(sheet).with_row("contacts", contact("c1", "+223 75 55 55 55"))
    both = save_sheet(
        sheet, replace(values, name="Autre"), author=her, version=sheet.version
    ).proposal
    assert both is not None
    alone_id = alone.id
    remove_contact(sheet, "c1", author=her, version=sheet.version)
    db.session.expire_all()
    assert db.session.get(Proposal, alone_id) is None
    assert list(both.changes) == ["name"]
    assert (refused.state, accepted.state) == (ProposalState.REFUSED, ProposalState.ACCEPTED)
    for start in ("+223 72", "+223 73", "+223 74", "+223 75", NUMBER):
        assert start not in remembered()


def test_a_refused_contact_is_forgotten_though_it_never_stood_on_the_sheet(
    people: People, sheet: Organisation, her: User
) -> None:
    named = replace(contact("c9", "+223 72 22 22 22"), label="Mme Keïta")
    values = replace(values_of(sheet).with_row("contacts", named), name="Autre nom")
    proposal = save_sheet(sheet, values, author=her, version=sheet.version).proposal
    assert proposal is not None
    changed = propose_number(sheet, her, "+223 73 33 33 33")
    for one in (proposal, changed):
        refuse_proposal(one, actor=people.editor, reason="Un autre suffit.")
    for words in ("+223 72 22 22 22", "Mme Ke", "+223 73 33 33 33"):
        assert words not in remembered()
    assert NUMBER in remembered()
    assert set(proposal.changes) == {"contacts/c9", "name"}


def test_the_page_of_a_refusal_says_that_contacts_are_forgotten(
    people: People, browse: Callable[[User | None], Browser], sheet: Organisation, her: User
) -> None:
    proposal = propose_number(sheet, her, "+223 73 33 33 33")
    page = f"/en/desk/organisations/proposals/{proposal.id}"
    assert "+223 73 33 33 33" in browse(her).get(page).text
    refuse_proposal(proposal, actor=people.editor, reason="Un autre suffit.")
    text = browse(her).get(page).text
    for told in ("What it said of contacts is forgotten.", "Un autre suffit."):
        assert told in text
    for gone in ("+223", "It changes nothing"):
        assert gone not in text


def test_what_a_link_said_in_words_stays(people: People, sheet: Organisation) -> None:
    said = propose(sheet, {}, author=None, note="Le siège a changé.")
    again = propose(sheet, {}, author=None, note="Le nom aussi.")
    remove_contact(sheet, "c1", author=people.editor, version=sheet.version)
    assert db.session.get(Proposal, said.id) is not None
    assert again.id != said.id


def test_imports_forget_it_too(people: People, sheet: Organisation) -> None:
    sent = DirectoryImport(name="table.csv", language="fr", sent_by_id=people.administrator.id)
    changes = {"contacts/c1": [None, {"value": NUMBER}], "name": ["A", "B"]}
    sent.lines.append(
        ImportLine(number=1, outcome=LineOutcome.UPDATED, organisation_id=sheet.id, changes=changes)
    )
    db.session.add(sent)
    db.session.commit()
    remove_contact(sheet, "c1", author=people.editor, version=sheet.version)
    db.session.expire_all()
    assert list(sent.lines[0].changes) == ["name"]


def test_other_sheets_remember_what_is_theirs(people: People, sheet: Organisation) -> None:
    other = people.organisation
    values = replace(values_of(other), contacts=(contact("c9", NUMBER),))
    save_sheet(other, values, author=people.editor, version=other.version)
    remove_contact(sheet, "c1", author=people.editor, version=sheet.version)
    assert NUMBER in remembered()
    assert [one.value for one in other.contacts] == [NUMBER]


def test_a_contact_is_forgotten_whichever_way_it_goes(people: People, sheet: Organisation) -> None:
    values = values_of(sheet).without_row("contacts", "c1")
    save_sheet(sheet, values, author=people.editor, version=sheet.version)
    assert NUMBER not in remembered()
    removal = {"contacts/c2": [values_of(sheet).snapshot()["contacts"]["c2"], None]}
    accept_proposal(propose(sheet, removal, author=None), actor=people.editor)
    assert OTHER not in remembered()
    assert sheet.contacts == []


def test_to_forget_nothing_changes_nothing(sheet: Organisation) -> None:
    before = remembered()
    forget_contacts(sheet.id, [])
    forget_contacts(sheet.id, ["unknown"])
    db.session.commit()
    assert remembered() == before


def test_a_stranger_removes_no_contact(people: People, sheet: Organisation) -> None:
    with pytest.raises(NotAllowedError):
        remove_contact(sheet, "c1", author=people.stranger, version=sheet.version)


def test_a_contact_of_a_sheet_that_changed_meanwhile_stays(
    people: People, sheet: Organisation
) -> None:
    with pytest.raises(StaleSaveError):
        remove_contact(sheet, "c1", author=people.editor, version=sheet.version - 1)
    assert NUMBER in remembered()
