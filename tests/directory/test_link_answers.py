"""A correction through a link, once accepted, is a check by the organisation on its day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.content.lifecycle import Action
from portal.content.revisions import list_revisions
from portal.directory.checks.confirming import confirm_sheet
from portal.directory.checks.corrections import open_corrections, read_corrections
from portal.directory.checks.links import correct_by_link, issue_link, open_link
from portal.directory.models import (
    Organisation,
    Proposal,
    WorkStatus,
)
from portal.directory.proposals import accept_proposal, propose, refuse_proposal
from portal.directory.services import save_sheet
from portal.directory.values import RECORD_KIND, values_of
from portal.extensions import db, now, today
from tests.conftest import People
from tests.factories import add_work, make_member

SPOKEN = timedelta(days=9)


@pytest.fixture
def member(people: People) -> Organisation:
    """A member of the network of `people`, with two works."""
    member = make_member(people.organisation)
    add_work(member, "vbg", "segou")
    add_work(member, "vbg", "kayes")
    db.session.refresh(member)
    return member


def answer(member: Organisation, people: People, **said: str) -> Proposal:
    """What the organisation answered some days ago: a new acronym, and what is said of works."""
    link = open_link(issue_link(member, actor=people.editor), address="192.0.2.1")
    fields = {"name": member.name, "acronym": "NEW", "other": said.pop("other", "")}
    works = {f"work{work.id}-answer": "keep" for work in member.interventions}
    works |= {f"{prefix(member, slug)}-answer": what for slug, what in said.items()}
    forms = open_corrections(member, MultiDict(fields | works))
    proposal = correct_by_link(link, read_corrections(member, forms))
    proposal.made_at = now() - SPOKEN
    db.session.commit()
    return proposal


def prefix(member: Organisation, slug: str) -> str:
    (work,) = (one for one in member.interventions if one.place.slug == slug)
    return f"work{work.id}"


def checks(member: Organisation) -> dict[str, Any]:
    db.session.expire_all()
    return {one.place.slug: one.checked_on for one in member.interventions}


def spoken_on() -> date:
    return today() - SPOKEN


def test_to_accept_it_is_a_check_by_the_organisation_on_the_day_it_spoke(
    people: People, member: Organisation
) -> None:
    proposal = answer(member, people)
    assert (member.checked_on, member.checker) == (None, None)
    accept_proposal(proposal, actor=people.editor)
    assert checks(member) == {"segou": spoken_on(), "kayes": spoken_on()}
    assert (member.acronym, member.checked_on, member.checker) == ("NEW", spoken_on(), member)
    changed, checked = list_revisions(RECORD_KIND, member.id)[:2]
    assert (changed.action, changed.author) == (Action.EDIT, people.editor)
    assert (checked.action, checked.author, checked.note) == (Action.CHECK, None, "OLDDF")


def test_works_that_it_did_not_call_right_are_not_checked(
    people: People, member: Organisation
) -> None:
    accept_proposal(answer(member, people, segou="finished"), actor=people.editor)
    assert checks(member) == {"segou": None, "kayes": spoken_on()}


def test_works_that_changed_since_or_came_later_are_not_checked(
    people: People, member: Organisation
) -> None:
    proposal = answer(member, people)
    add_work(member, "vbg", "mopti")
    db.session.refresh(member)
    values = values_of(member)
    kayes = next(one for one in values.interventions if one.ref.endswith("kayes"))
    changed = values.with_row("interventions", replace(kayes, status=WorkStatus.PLANNED))
    save_sheet(member, changed, author=people.editor, version=member.version)
    accept_proposal(proposal, actor=people.editor)
    assert checks(member) == {"segou": spoken_on(), "kayes": None, "mopti": None}


def test_words_alone_that_were_dealt_with_are_a_check_too(
    people: People, member: Organisation
) -> None:
    link = open_link(issue_link(member, actor=people.editor), address="192.0.2.1")
    said = MultiDict({"name": member.name, "acronym": member.acronym, "other": "We moved."})
    proposal = correct_by_link(link, read_corrections(member, open_corrections(member, said)))
    accept_proposal(proposal, actor=people.editor)
    assert (member.checked_on, member.checker) == (today(), member)


def test_a_later_check_stays(people: People, member: Organisation) -> None:
    proposal = answer(member, people)
    network = people.organisation
    confirm_sheet(member, on_behalf_of=network, actor=people.editor)
    accept_proposal(proposal, actor=people.editor)
    assert checks(member) == {"segou": today(), "kayes": today()}
    assert (member.acronym, member.checked_on, member.checker) == ("NEW", today(), network)


def test_a_refused_answer_checks_nothing(people: People, member: Organisation) -> None:
    refuse_proposal(answer(member, people), actor=people.editor, reason="Not theirs.")
    assert set(checks(member).values()) == {None}
    assert member.checked_on is None


def test_what_a_person_proposed_checks_nothing(people: People, member: Organisation) -> None:
    changes = {"name": [member.name, "Autre nom"]}
    proposal = propose(member, changes, author=people.contributor)
    accept_proposal(proposal, actor=people.editor)
    assert (member.name, member.checked_on) == ("Autre nom", None)
    assert db.session.scalars(select(Proposal.confirmed)).all() == [None]
