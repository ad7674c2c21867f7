"""Sheets: who writes them, who decides, and what becomes of a proposal."""

from dataclasses import replace

import pytest
from flask import Flask

from portal.auth.models import RoleName, User
from portal.auth.queries import get_user
from portal.content.lifecycle import Action
from portal.content.models import Status, Visibility
from portal.content.revisions import StaleSaveError, find_latest_revision
from portal.directory.changes import apply_changes, diff, turn_back
from portal.directory.models import (
    ContactKind,
    MembershipRole,
    Organisation,
    OrganisationKind,
    Proposal,
    ProposalState,
    WorkStatus,
)
from portal.directory.policy import edit_scope, review_scope
from portal.directory.problems import find_problems
from portal.directory.proposals import (
    DecidedError,
    OutdatedProposalError,
    accept_proposal,
    refuse_proposal,
    withdraw_proposal,
)
from portal.directory.queries import get_organisation
from portal.directory.services import create_sheet, save_sheet, take_step
from portal.directory.sheets import refold_names
from portal.directory.values import (
    ContactValues,
    InterventionValues,
    MembershipValues,
    SheetValues,
    values_of,
)
from portal.errors import InvalidError, NotAllowedError, NotFoundError
from portal.extensions import db, today
from portal.vocabulary.models import Domain, Place, PlaceKind
from tests.conftest import People
from tests.factories import (
    fill_sheet,
    ids_of,
    make_member,
    make_organisation,
    make_user,
    propose_change,
)

NEXT_YEAR = str(today().year + 1)


@pytest.fixture
def member(people: People) -> Organisation:
    """A member of the network of `people`."""
    return make_member(people.organisation)


@pytest.fixture
def her(member: Organisation) -> User:
    """An editor of the member itself."""
    return make_user("her", RoleName.EDITOR, member)


def network_id(people: People) -> int:
    return people.organisation.id


def work(**values: object) -> InterventionValues:
    (domain_id,) = ids_of(Domain, ["vbg"])
    (place_id,) = ids_of(Place, ["segou"])
    return replace(InterventionValues(domain_id=domain_id, place_id=place_id), **values)


def test_a_sheet_comes_back_from_its_revision_as_it_was(member: Organisation) -> None:
    values = replace(
        values_of(member),
        aliases=("Ɲɛtaa", "نساء"),
        translations={"en": "Women forward"},
        contacts=(ContactValues(kind=ContactKind.PHONE, value="+223 70 00 00 00"),),
        interventions=(work(status=WorkStatus.PLANNED, place_level=PlaceKind.COUNTRY, reached=3),),
    )
    assert SheetValues.from_snapshot(values.snapshot()) == values


def test_changes_lead_there_and_back(member: Organisation) -> None:
    before = values_of(member)
    after = replace(before.with_row("interventions", work()), name="Autre", memberships=())
    changes = diff(before.snapshot(), after.snapshot())
    assert apply_changes(before.snapshot(), changes) == after.snapshot()
    assert apply_changes(after.snapshot(), turn_back(changes)) == before.snapshot()


def test_editors_of_a_network_decide_on_its_current_members(
    people: People, member: Organisation
) -> None:
    assert review_scope(people.editor).organisation_ids == {network_id(people), member.id}
    member.memberships[0].end = "2019"
    db.session.commit()
    assert review_scope(people.editor).organisation_ids == {network_id(people)}


def test_an_editor_of_a_member_writes_its_sheet_and_decides_nothing(
    her: User, member: Organisation
) -> None:
    assert edit_scope(her).covers(member.id)
    assert review_scope(her).is_empty


def test_what_a_member_changes_waits_for_its_network(
    people: People, member: Organisation, her: User
) -> None:
    values = replace(values_of(member), name="Un nouveau nom")
    saved = save_sheet(member, values, author=her, version=member.version)
    assert saved.proposal is not None
    assert member.name != "Un nouveau nom"
    with pytest.raises(NotAllowedError):
        accept_proposal(saved.proposal, actor=her)
    accept_proposal(saved.proposal, actor=people.editor)
    assert member.name == "Un nouveau nom"
    assert saved.proposal.state is ProposalState.ACCEPTED
    revision = find_latest_revision("organisation", member.id)
    assert revision is not None
    assert revision.snapshot["name"] == "Un nouveau nom"


def test_what_the_network_changes_stands_at_once(people: People, member: Organisation) -> None:
    values = values_of(member).with_row("interventions", work(description="Écoute"))
    saved = save_sheet(member, values, author=people.editor, version=member.version)
    assert saved.proposal is None
    assert [one.description for one in member.interventions] == ["Écoute"]


def test_a_stranger_changes_nothing(people: People, member: Organisation) -> None:
    values = replace(values_of(member), name="À nous")
    with pytest.raises(NotAllowedError):
        save_sheet(member, values, author=people.stranger, version=member.version)


def test_nobody_takes_an_organisation_into_a_network_of_others(
    people: People, member: Organisation
) -> None:
    other = make_organisation("autre", kind=OrganisationKind.ALLIANCE)
    values = values_of(member).with_row("memberships", MembershipValues(network_id=other.id))
    saved = save_sheet(member, values, author=people.editor, version=member.version)
    assert saved.proposal is not None
    with pytest.raises(NotAllowedError):
        accept_proposal(saved.proposal, actor=people.editor)
    accept_proposal(saved.proposal, actor=people.administrator)
    assert {one.network_id for one in member.memberships} == {network_id(people), other.id}


def test_nobody_makes_herself_a_network(people: People, member: Organisation) -> None:
    values = replace(values_of(member), kind=OrganisationKind.NETWORK)
    saved = save_sheet(member, values, author=people.editor, version=member.version)
    assert saved.proposal is not None


def test_a_proposal_does_not_write_over_what_changed_meanwhile(
    people: People, member: Organisation, her: User
) -> None:
    hers = replace(values_of(member), name="Son nom", acronym="SN")
    saved = save_sheet(member, hers, author=her, version=member.version)
    assert saved.proposal is not None
    theirs = replace(values_of(member), name="Leur nom")
    save_sheet(member, theirs, author=people.editor, version=member.version)
    with pytest.raises(OutdatedProposalError) as refused:
        accept_proposal(saved.proposal, actor=people.editor)
    assert refused.value.paths == ["name"]
    accept_proposal(saved.proposal, actor=people.editor, despite_conflicts=True)
    assert (member.name, member.acronym) == ("Son nom", "SN")


def test_a_refusal_gives_its_reason(people: People, member: Organisation, her: User) -> None:
    saved = save_sheet(
        member, replace(values_of(member), name="X"), author=her, version=member.version
    )
    assert saved.proposal is not None
    with pytest.raises(InvalidError):
        refuse_proposal(saved.proposal, actor=people.editor, reason=" ")
    refuse_proposal(saved.proposal, actor=people.editor, reason="Le nom est au récépissé.")
    assert saved.proposal.state is ProposalState.REFUSED


def test_of_two_who_decide_at_once_the_first_counts(
    app: Flask, people: People, member: Organisation, her: User
) -> None:
    proposal = propose_change(member, her, acronym="NEW")
    assert proposal.state is ProposalState.WAITING
    with app.app_context():
        same, editor = db.session.get_one(Proposal, proposal.id), get_user("editor")
        refuse_proposal(same, actor=editor, reason="Pas encore.")
    with pytest.raises(DecidedError):
        accept_proposal(proposal, actor=people.editor)
    assert (member.acronym, proposal.state) == ("OLDDF", ProposalState.REFUSED)


def test_who_decides_while_it_is_taken_back_is_told(
    app: Flask, people: People, member: Organisation, her: User
) -> None:
    proposal = propose_change(member, her, acronym="NEW")
    assert proposal.state is ProposalState.WAITING
    with app.app_context():
        withdraw_proposal(db.session.get_one(Proposal, proposal.id), actor=get_user("her"))
    with pytest.raises(DecidedError):
        accept_proposal(proposal, actor=people.editor)
    assert member.acronym == "OLDDF"


def test_two_people_at_once_lose_nothing(people: People, member: Organisation) -> None:
    version = member.version
    save_sheet(
        member, replace(values_of(member), acronym="A"), author=people.editor, version=version
    )
    with pytest.raises(StaleSaveError):
        save_sheet(
            member, replace(values_of(member), acronym="B"), author=people.editor, version=version
        )


def test_a_network_creates_its_member_as_a_draft_that_only_its_desk_sees(people: People) -> None:
    values = SheetValues(
        kind=OrganisationKind.ASSOCIATION,
        name="Ben ni diya",
        memberships=(MembershipValues(network_id=network_id(people)),),
    )
    created = create_sheet(values, author=people.editor)
    assert created.status is Status.DRAFT
    with pytest.raises(NotFoundError):
        get_organisation(created.slug, viewer=people.administrator)
    take_step(created, Action.PUBLISH, actor=people.editor)
    assert get_organisation(created.slug, viewer=None) is created


def test_a_network_creates_nothing_outside_itself(app: Flask, people: People) -> None:
    values = SheetValues(kind=OrganisationKind.ASSOCIATION, name="Ben ni diya")
    with pytest.raises(NotAllowedError):
        create_sheet(values, author=people.editor)


def test_the_public_sees_a_place_no_finer_than_was_said(
    people: People, member: Organisation
) -> None:
    hidden = work(place_level=PlaceKind.COUNTRY)
    save_sheet(
        member,
        values_of(member).with_row("interventions", hidden),
        author=people.editor,
        version=member.version,
    )
    (intervention,) = member.interventions
    assert intervention.place.slug == "segou"
    assert intervention.shown_place.slug == "mali"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"founded": "hier"}, "founded"),
        ({"founded": NEXT_YEAR}, "founded"),
        ({"links": ("www.example.org",)}, "links"),
        (
            {"contacts": (ContactValues(ref="c", kind=ContactKind.EMAIL, value="a"),)},
            "contacts/c/value",
        ),
        (
            {"contacts": (ContactValues(ref="c", kind=ContactKind.PHONE, value="12"),)},
            "contacts/c/value",
        ),
    ],
)
def test_what_cannot_be_kept_says_where(
    people: People, member: Organisation, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        save_sheet(
            member,
            replace(values_of(member), **changes),
            author=people.editor,
            version=member.version,
        )
    assert list(refused.value.problems) == [field]


def test_a_period_and_its_numbers_agree(people: People, member: Organisation) -> None:
    wrong = work(ref="w", start="2024", end="2023-05", reached=10, reached_women=8, reached_girls=5)
    with pytest.raises(InvalidError) as refused:
        save_sheet(
            member,
            values_of(member).with_row("interventions", wrong),
            author=people.editor,
            version=member.version,
        )
    assert set(refused.value.problems) == {"interventions/w/end", "interventions/w/reached"}


def test_nobody_agrees_in_advance(people: People, member: Organisation) -> None:
    contact = ContactValues(
        ref="c", kind=ContactKind.PHONE, value="+223 70 00 00 00", consented_on=f"{NEXT_YEAR}-01"
    )
    with pytest.raises(InvalidError) as refused:
        save_sheet(
            member,
            values_of(member).with_row("contacts", contact),
            author=people.editor,
            version=member.version,
        )
    assert list(refused.value.problems) == ["contacts/c/consented_on"]


@pytest.mark.parametrize(
    ("status", "may_be"),
    [(WorkStatus.PLANNED, True), (WorkStatus.UNDER_WAY, False), (WorkStatus.FINISHED, False)],
)
def test_only_what_is_planned_begins_later(
    people: People, member: Organisation, status: WorkStatus, *, may_be: bool
) -> None:
    later = work(ref="w", start=NEXT_YEAR, status=status)
    problems = find_problems(values_of(member).with_row("interventions", later))
    assert list(problems) == ([] if may_be else ["interventions/w/start"])


def test_a_row_that_was_wrong_already_hinders_no_other(
    people: People, member: Organisation
) -> None:
    begun = [work(ref=ref, start=NEXT_YEAR) for ref in ("w1", "w2")]
    fill_sheet(member, interventions=tuple(begun))
    mended = values_of(member).with_row("interventions", replace(begun[0], start="2020"))
    save_sheet(member, mended, author=people.editor, version=member.version)
    assert [one.start for one in member.interventions] == ["2020", NEXT_YEAR]
    still_wrong = replace(begun[1], description="X")
    with pytest.raises(InvalidError):
        save_sheet(
            member,
            mended.with_row("interventions", still_wrong),
            author=people.editor,
            version=member.version,
        )


@pytest.mark.parametrize(
    ("second", "may_be"),
    [
        ({}, False),
        ({"start": "2019"}, False),
        ({"role": MembershipRole.BOARD}, True),
        ({"start": "2010", "end": "2015"}, True),
    ],
)
def test_a_membership_that_lasts_is_said_once(
    people: People, member: Organisation, second: dict[str, str], *, may_be: bool
) -> None:
    again = MembershipValues(ref="m2", network_id=network_id(people), **second)
    before = values_of(member)
    problems = find_problems(before.with_row("memberships", again), since=before)
    assert list(problems) == ([] if may_be else ["memberships/m2/network_id"])


def test_an_earlier_membership_does_not_come_to_say_what_a_later_one_says(
    people: People, member: Organisation
) -> None:
    board = MembershipValues(network_id=network_id(people), role=MembershipRole.BOARD)
    fill_sheet(member, memberships=(*values_of(member).memberships, board))
    before = values_of(member)
    earlier = replace(before.memberships[0], role=MembershipRole.BOARD)
    problems = find_problems(before.with_row("memberships", earlier), since=before)
    assert list(problems) == [f"memberships/{earlier.ref}/network_id"]


def test_names_are_folded_anew_by_a_new_version(member: Organisation, people: People) -> None:
    values = replace(values_of(member), aliases=("Ɲɛtaa kɔrɔ",))
    save_sheet(member, values, author=people.editor, version=member.version)
    folded = member.search_names
    assert "nyetaa koro" in folded
    member.search_names = "ɲɛtaa kɔrɔ"
    db.session.commit()
    version = member.version
    refold_names()
    db.session.expire_all()
    assert (member.search_names, member.version) == (folded, version)


@pytest.mark.parametrize(
    ("visibility", "who"),
    [
        (Visibility.PUBLIC, {"visitor", "member", "own", "network", "other"}),
        (Visibility.MEMBERS, {"member", "own", "network", "other"}),
        (Visibility.ORGANISATION, {"own", "network"}),
    ],
)
def test_a_sheet_is_seen_by_those_it_is_meant_for(
    people: People, member: Organisation, her: User, visibility: Visibility, who: set[str]
) -> None:
    member.visibility = visibility
    db.session.commit()
    someone = make_user("someone", None)
    viewers = {
        "visitor": None,
        "member": someone,
        "own": her,
        "network": people.editor,
        "other": people.stranger,
    }
    assert {name for name, viewer in viewers.items() if sees(member, viewer)} == who


def sees(organisation: Organisation, viewer: User | None) -> bool:
    try:
        return get_organisation(organisation.slug, viewer=viewer) is organisation
    except NotFoundError:
        return False
