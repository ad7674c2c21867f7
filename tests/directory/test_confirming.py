"""Confirming a sheet: on whose behalf, with what effect, and who may not."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.auth.models import RoleName, User
from portal.content.models import Status
from portal.content.revisions import find_latest_revision
from portal.directory.checks.confirming import ChangedSheetError, confirm_sheet, voice_of
from portal.directory.checks.queries import count_due_sheets, list_due_sheets
from portal.directory.models import (
    Intervention,
    Organisation,
    WorkStatus,
)
from portal.directory.queries import read_rules
from portal.errors import NotAllowedError
from portal.extensions import db, today
from portal.search.models import OutboxEntry
from portal.vocabulary.models import Domain, Place
from tests.conftest import People
from tests.factories import ids_of, make_member, make_organisation, make_user


@pytest.fixture
def member(people: People) -> Organisation:
    """A member of the network of `people`, that works and has worked."""
    member = make_member(people.organisation)
    add_work(member, "w1", WorkStatus.UNDER_WAY)
    add_work(member, "w2", WorkStatus.FINISHED)
    return member


@pytest.fixture
def her(member: Organisation) -> User:
    """An editor of the member itself."""
    return make_user("her", RoleName.EDITOR, member)


def add_work(organisation: Organisation, ref: str, status: WorkStatus) -> None:
    (domain_id,), (place_id,) = ids_of(Domain, ("vbg",)), ids_of(Place, ("segou",))
    organisation.interventions.append(
        Intervention(
            ref=ref,
            domain_id=domain_id,
            place_id=place_id,
            shown_place_id=place_id,
            status=status,
        )
    )
    db.session.commit()


def checked_on(organisation: Organisation, days_ago: int | None) -> Organisation:
    organisation.checked_on = None if days_ago is None else today() - timedelta(days=days_ago)
    db.session.commit()
    return organisation


def test_her_own_people_confirm_as_the_organisation(member: Organisation, her: User) -> None:
    assert voice_of(member, her) is member
    confirm_sheet(member, on_behalf_of=member, actor=her)
    assert (member.checked_on, member.checker) == (today(), member)


def test_editors_of_a_network_confirm_as_the_network(people: People, member: Organisation) -> None:
    assert voice_of(member, people.editor) is people.organisation
    confirm_sheet(member, on_behalf_of=people.organisation, actor=people.editor)
    assert member.checker is people.organisation


def test_administrators_confirm_as_the_site(people: People, member: Organisation) -> None:
    assert voice_of(member, people.administrator) is None
    confirm_sheet(member, on_behalf_of=None, actor=people.administrator)
    assert (member.checked_on, member.checker_id) == (today(), None)


def test_strangers_and_contributors_of_a_network_confirm_no_member(
    people: People, member: Organisation
) -> None:
    for person in (people.stranger, people.contributor):
        with pytest.raises(NotAllowedError):
            voice_of(member, person)
        for body in (None, member, people.organisation):
            with pytest.raises(NotAllowedError):
                confirm_sheet(member, on_behalf_of=body, actor=person)
    assert member.checked_on is None


def test_nobody_speaks_for_a_body_that_is_not_hers(
    people: People, member: Organisation, her: User
) -> None:
    for body in (None, people.organisation):
        with pytest.raises(NotAllowedError):
            confirm_sheet(member, on_behalf_of=body, actor=her)
    with pytest.raises(NotAllowedError):
        confirm_sheet(member, on_behalf_of=member, actor=people.editor)


def test_a_link_speaks_for_the_organisation_alone(people: People, member: Organisation) -> None:
    with pytest.raises(NotAllowedError):
        confirm_sheet(member, on_behalf_of=people.organisation, actor=None)
    confirm_sheet(member, on_behalf_of=member, actor=None)
    assert member.checker is member


def test_a_network_does_not_confirm_a_former_member(people: People, member: Organisation) -> None:
    member.memberships[0].end = "2019"
    db.session.commit()
    with pytest.raises(NotAllowedError):
        voice_of(member, people.editor)


def test_what_is_finished_is_not_checked_again(people: People, member: Organisation) -> None:
    confirm_sheet(member, on_behalf_of=None, actor=people.administrator)
    checked = {work.ref: work.checked_on for work in member.interventions}
    assert checked == {"w1": today(), "w2": None}


def test_a_check_is_in_the_history_and_goes_to_the_index(
    people: People, member: Organisation
) -> None:
    confirm_sheet(member, on_behalf_of=people.organisation, actor=people.editor)
    revision = find_latest_revision("organisation", member.id)
    assert revision is not None
    assert (revision.action, revision.author, revision.note) == ("check", people.editor, "REJEFPO")
    waiting = db.session.scalars(select(OutboxEntry.object_id).filter_by(kind="organisation"))
    assert member.id in list(waiting)


def test_a_check_does_not_disturb_who_is_editing_the_sheet(
    people: People, member: Organisation
) -> None:
    before = member.version
    confirm_sheet(member, on_behalf_of=None, actor=people.administrator, version=before)
    assert member.version == before


def test_what_changed_since_it_was_read_is_not_confirmed(
    people: People, member: Organisation
) -> None:
    read = member.version
    member.name = "Un autre nom"
    db.session.commit()
    with pytest.raises(ChangedSheetError):
        confirm_sheet(member, on_behalf_of=None, actor=people.administrator, version=read)
    assert member.checked_on is None


def test_an_archived_sheet_is_not_confirmed(people: People, member: Organisation) -> None:
    member.status = Status.ARCHIVED
    db.session.commit()
    with pytest.raises(NotAllowedError):
        confirm_sheet(member, on_behalf_of=None, actor=people.administrator)


def test_the_sheets_to_check_are_those_never_checked_then_the_oldest(
    people: People, member: Organisation
) -> None:
    older = checked_on(make_organisation("older"), 800)
    old = checked_on(make_organisation("old"), 366)
    checked_on(make_organisation("fresh"), 365)
    checked_on(make_organisation("draft", status=Status.DRAFT), None)
    checked_on(member, None)
    due = [sheet.slug for sheet in list_due_sheets(people.administrator, read_rules(), limit=10)]
    assert due == ["rejefpo", "other", "olddf", older.slug, old.slug]
    assert count_due_sheets(people.administrator, read_rules()) == len(due)


def test_each_person_has_the_sheets_that_she_may_confirm(
    app: Flask, people: People, member: Organisation, her: User
) -> None:
    def due(user: User) -> set[str]:
        return {sheet.slug for sheet in list_due_sheets(user, read_rules(), limit=10)}

    assert due(people.editor) == {"rejefpo", "olddf"}
    assert due(her) == {"olddf"}
    assert due(people.contributor) == {"rejefpo"}
    assert due(people.stranger) == {"other"}
