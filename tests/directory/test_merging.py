"""Merging two organisations: all of the former is kept, leads there for ever, or nothing moves."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.auth.models import Role, RoleName, User
from portal.auth.sessions import find_session_user, open_session
from portal.content.models import Revision, Status, Visibility
from portal.content.revisions import find_latest_revision, list_revisions
from portal.directory.changes import diff
from portal.directory.checks.models import CheckLink
from portal.directory.exchange.models import DirectoryImport, ImportLine, LineOutcome
from portal.directory.merging.services import may_merge, merge_organisations, suggest_kept
from portal.directory.models import (
    ContactKind,
    FormerOrganisationSlug,
    Intervention,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationKind,
    Proposal,
)
from portal.directory.proposals import accept_proposal, propose
from portal.directory.queries import find_current_slug, find_known_organisation
from portal.directory.services import save_sheet
from portal.directory.signals import organisations_merged
from portal.directory.values import (
    ContactValues,
    InterventionValues,
    MembershipValues,
    values_of,
)
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db, now, today
from portal.search.models import OutboxEntry
from portal.vocabulary.models import Domain, Language, Place
from tests.browser import Browser
from tests.conftest import People
from tests.factories import fill_sheet, ids_of, make_item, make_organisation, make_user

Browse = Callable[[User | None], Browser]
Pair = tuple[Organisation, Organisation]

# Every column that holds the number of an organisation, and who moves it in a merge.
MOVED = {
    "role.organisation_id": "merging",
    "organisation.checker_id": "merging",
    "organisation_language.organisation_id": "merging",
    "former_organisation_slug.organisation_id": "merging",
    "membership.organisation_id": "merging",
    "membership.network_id": "merging",
    "contact.organisation_id": "merging",
    "intervention.organisation_id": "merging",
    "intervention.checker_id": "merging",
    "proposal.organisation_id": "merging",
    "check_link.organisation_id": "merging",
    "import_line.organisation_id": "merging",
    "distinct_pair.one_id": "merging",
    "distinct_pair.other_id": "merging",
    "item.owner_id": "library",
    "item_organisation.organisation_id": "library",
}


@pytest.fixture
def pair(people: People) -> Pair:
    """Two members of the network of `people`, the same organisation."""
    return member(people, "kept"), member(people, "former")


def member(people: People, slug: str, **values: Any) -> Organisation:
    organisation = make_organisation(slug, kind=OrganisationKind.ASSOCIATION, **values)
    belong(organisation, people.organisation)
    return organisation


def belong(organisation: Organisation, network: Organisation, **values: Any) -> Membership:
    ref = f"{organisation.slug}-{network.slug}-{len(organisation.memberships)}"
    membership = Membership(
        ref=ref, organisation_id=organisation.id, network_id=network.id, **values
    )
    db.session.add(membership)
    db.session.commit()
    return membership


def write(organisation: Organisation, people: People, **values: Any) -> None:
    whole = replace(values_of(organisation), **values)
    version = organisation.version
    save_sheet(organisation, whole, author=people.administrator, version=version)


def work(**values: Any) -> InterventionValues:
    (domain_id,) = ids_of(Domain, ("vbg",))
    (place_id,) = ids_of(Place, ("segou",))
    return replace(InterventionValues(domain_id=domain_id, place_id=place_id), **values)


def phone(value: str, **values: Any) -> ContactValues:
    return replace(ContactValues(kind=ContactKind.PHONE, value=value), **values)


def merge(pair: Pair, actor: User) -> Organisation:
    merge_organisations(*pair, actor=actor)
    return pair[0]


def test_no_column_that_names_an_organisation_is_forgotten(app: Flask) -> None:
    columns = {
        f"{table.name}.{key.parent.name}"
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "organisation"
    }
    assert columns == set(MOVED)


def test_all_rows_go_to_the_kept_one(people: People, pair: Pair) -> None:
    kept, former = pair
    former_id = former.id
    other = make_organisation("third")
    other.checker_id = former_id
    network = make_organisation("alliance", kind=OrganisationKind.ALLIANCE)
    belong(former, network)
    make_user("hers", RoleName.EDITOR, former)
    former.languages = [db.session.get_one(Language, "bam")]
    write(
        former,
        people,
        interventions=(work(description="Écoute"),),
        contacts=(phone("+223 70 00 00 00"),),
    )
    former.interventions[0].checker_id = former_id
    item = make_item(people.administrator, former)
    proposal = propose(former, {"founded": ["", "1999"]}, author=None)
    db.session.add_all(
        [
            FormerOrganisationSlug(slug="older", organisation_id=former_id),
            CheckLink(organisation_id=former_id, token_hash="x", expires_at=now()),
            DirectoryImport(
                name="x",
                language="fr",
                lines=[
                    ImportLine(number=1, outcome=LineOutcome.CREATED, organisation_id=former_id)
                ],
            ),
        ]
    )
    db.session.commit()
    merge(pair, people.administrator)
    for table in db.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table.name == "organisation":
                left = select(table).where(key.parent == former_id)
                assert db.session.execute(left).all() == [], f"{table.name} was forgotten"
    assert find_known_organisation("former") is kept
    assert {one.network.slug for one in kept.memberships} == {"rejefpo", "alliance"}
    assert [one.description for one in kept.interventions] == ["Écoute"]
    assert kept.interventions[0].checker_id == other.checker_id == kept.id
    assert [one.value for one in kept.contacts] == ["+223 70 00 00 00"]
    assert [one.code for one in kept.languages] == ["bam"]
    assert item.owner_id == kept.id
    assert item.publishers == [kept]
    assert proposal.organisation_id == kept.id
    assert db.session.scalars(select(CheckLink)).one().organisation_id == kept.id
    assert db.session.scalars(select(ImportLine)).one().organisation_id == kept.id


def test_names_of_the_former_find_the_kept_one(people: People, pair: Pair) -> None:
    kept, former = pair
    write(kept, people, name="Muso ka jigiya", acronym="MKJ", aliases=("Jigiya",))
    write(
        former,
        people,
        name="MUSO KA JIGIYA",
        acronym="M.J.",
        aliases=("Autrefois",),
        translations={"en": "Women's hope"},
        founded="1998",
        links=("https://example.org",),
    )
    merge(pair, people.administrator)
    assert (kept.name, kept.acronym, kept.founded) == ("Muso ka jigiya", "MKJ", "1998")
    assert kept.aliases == ["Jigiya", "M.J.", "Autrefois"]
    assert kept.translations == {"en": "Women's hope"}
    assert kept.links == ["https://example.org"]
    assert "autrefois" in kept.search_names


def test_addresses_lead_there_through_every_merge(people: People, pair: Pair) -> None:
    kept, _former = pair
    third = member(people, "third")
    merge(pair, people.administrator)
    merge((third, kept), people.administrator)
    for slug in ("former", "kept"):
        assert find_current_slug(slug, viewer=None) == "third"


def test_an_old_address_answers_with_the_new_one(people: People, pair: Pair, browse: Any) -> None:
    merge(pair, people.administrator)
    response = browse(None).client.get("/fr/directory/former")
    assert response.status_code == 301
    assert response.headers["Location"].endswith("/fr/directory/kept")


def test_contacts_are_no_doubles_and_a_double_is_forgotten(people: People, pair: Pair) -> None:
    kept, former = pair
    write(kept, people, contacts=(phone("+223 70 00 00 00", label="Bureau"),))
    write(
        former,
        people,
        contacts=(
            phone("00223 70000000", ref="double"),
            phone("+223 71 00 00 00", ref="new"),
            ContactValues(ref="mail", kind=ContactKind.EMAIL, value="Bureau@example.org"),
        ),
    )
    merge(pair, people.administrator)
    assert [one.value for one in kept.contacts] == [
        "+223 70 00 00 00",
        "+223 71 00 00 00",
        "Bureau@example.org",
    ]
    for revision in list_revisions("organisation", kept.id):
        assert "double" not in revision.snapshot["contacts"]


def test_the_same_intervention_is_kept_once(people: People, pair: Pair) -> None:
    kept, former = pair
    write(kept, people, interventions=(work(description="Écoute"),))
    write(former, people, interventions=(work(description="Écoute"), work(description="Plaidoyer")))
    merge(pair, people.administrator)
    assert [one.description for one in kept.interventions] == ["Écoute", "Plaidoyer"]
    assert db.session.query(Intervention).count() == 2


def test_what_moves_is_seen_by_nobody_new(people: People, pair: Pair) -> None:
    kept, former = pair
    write(
        former,
        people,
        visibility=Visibility.MEMBERS,
        interventions=(work(), work(start="2020", visibility=Visibility.ORGANISATION)),
        contacts=(phone("+223 70 00 00 00", visibility=Visibility.PUBLIC, consented_on="2024"),),
    )
    merge(pair, people.administrator)
    assert {one.visibility for one in kept.interventions} == {
        Visibility.MEMBERS,
        Visibility.ORGANISATION,
    }
    assert kept.contacts[0].visibility is Visibility.MEMBERS


def test_one_that_asks_not_to_be_listed_stays_unlisted(people: People, pair: Pair) -> None:
    write(pair[1], people, is_unlisted=True)
    assert merge(pair, people.administrator).is_unlisted


def test_memberships_that_say_the_same_become_one(people: People, pair: Pair) -> None:
    kept, former = pair
    former.memberships[0].start = "2015"
    belong(former, people.organisation, role=MembershipRole.BOARD)
    merge(pair, people.administrator)
    assert {(one.role, one.start) for one in kept.memberships} == {
        (MembershipRole.MEMBER, "2015"),
        (MembershipRole.BOARD, ""),
    }


def test_memberships_of_different_times_stay(people: People, pair: Pair) -> None:
    kept, former = pair
    kept.memberships[0].start = "2020"
    former.memberships[0].start, former.memberships[0].end = "2001", "2010"
    db.session.commit()
    merge(pair, people.administrator)
    assert {(one.start, one.end) for one in kept.memberships} == {("2020", ""), ("2001", "2010")}


def test_rows_that_were_wrong_already_hinder_no_merging(people: People, pair: Pair) -> None:
    kept, former = pair
    fill_sheet(former, interventions=(work(start=f"{today().year + 1}"),))
    belong(kept, people.organisation, start="2010")
    assert len(merge(pair, people.administrator).interventions) == 1


def test_members_of_a_merged_network_belong_to_the_kept_one(people: People) -> None:
    kept, former = (
        make_organisation(slug, kind=OrganisationKind.ALLIANCE) for slug in ("kept", "former")
    )
    theirs, both = member(people, "theirs"), member(people, "both")
    for one, network in ((theirs, former), (both, former), (both, kept), (kept, former)):
        belong(one, network)
    before = theirs.version
    joins = MembershipValues(network_id=former.id)
    others = make_organisation("others", kind=OrganisationKind.ASSOCIATION)
    waiting = propose(
        others,
        diff(
            values_of(others).snapshot(),
            values_of(others).with_row("memberships", joins).snapshot(),
        ),
        author=None,
    )
    merge((kept, former), people.administrator)
    for one in (theirs, both):
        assert sorted(row.network.slug for row in one.memberships) == ["kept", "rejefpo"]
        revision = find_latest_revision("organisation", one.id)
        assert revision is not None
        assert kept.id in {row["network_id"] for row in revision.snapshot["memberships"].values()}
    assert theirs.version > before
    assert kept.memberships == []
    accept_proposal(waiting, actor=people.administrator)
    assert [row.network.slug for row in others.memberships] == ["kept"]


def test_roles_move_once_and_their_holders_sign_in_again(people: People, pair: Pair) -> None:
    kept, former = pair
    both = make_user("both", RoleName.EDITOR, kept)
    both.roles.append(Role(name=RoleName.EDITOR, organisation_id=former.id))
    hers = make_user("hers", RoleName.CONTRIBUTOR, former)
    token = open_session(hers, days=1)
    db.session.commit()
    merge(pair, people.administrator)
    for user in (both, hers):
        db.session.refresh(user)
        assert [role.organisation_id for role in user.roles] == [kept.id]
    assert find_session_user(token) is None


def test_history_is_one_and_ends_with_the_merge(people: People, pair: Pair) -> None:
    kept, former = pair
    write(former, people, founded="1998")
    write(kept, people, founded="1999")
    write(former, people, founded="2000")
    merge(pair, people.administrator)
    revisions = list_revisions("organisation", kept.id)
    assert [one.number for one in revisions] == [4, 3, 2, 1]
    assert [one.snapshot["founded"] for one in revisions] == ["1999", "2000", "1999", "1998"]
    assert former.name in revisions[0].note
    assert former.name in revisions[1].note
    assert revisions[2].note == ""
    assert db.session.query(Revision).filter(Revision.record_id != kept.id).count() == 0


@pytest.mark.parametrize("made", [0, 1])
def test_to_undo_an_import_takes_back_its_rows_alone(people: People, pair: Pair, made: int) -> None:
    kept, _former = pair
    changes = {"name": [None, "X"], "interventions/a": [None, {}]}
    line = ImportLine(
        number=1,
        outcome=LineOutcome.CREATED,
        organisation_id=pair[made].id,
        is_new=True,
        changes=changes,
    )
    db.session.add(DirectoryImport(name="x", language="fr", lines=[line]))
    db.session.commit()
    merge(pair, people.administrator)
    assert (line.organisation_id, line.is_new) == (kept.id, False)
    assert set(line.changes) == {"interventions/a"}


def test_the_index_forgets_the_former_and_reads_the_kept_one(people: People, pair: Pair) -> None:
    kept, former = pair
    ids = {kept.id, former.id}
    merge(pair, people.administrator)
    marked = db.session.scalars(
        select(OutboxEntry.object_id).where(OutboxEntry.kind == "organisation")
    )
    assert ids <= set(marked)


def test_nothing_is_half_merged_when_a_listener_fails(people: People, pair: Pair) -> None:
    kept, former = pair
    write(former, people, contacts=(phone("+223 70 00 00 00"),))

    def fail(_sender: object, **_ids: int) -> None:
        raise ZeroDivisionError

    with organisations_merged.connected_to(fail), pytest.raises(ZeroDivisionError):
        merge(pair, people.administrator)
    assert find_known_organisation("former") is former
    assert len(former.contacts) == 1
    assert kept.contacts == []
    assert kept.aliases == []
    assert db.session.query(FormerOrganisationSlug).count() == 0


@pytest.mark.parametrize("changed", [0, 1])
def test_a_change_of_the_same_moment_is_not_written_over(
    people: People, pair: Pair, changed: int
) -> None:
    kept, former = pair
    assert kept.version == former.version == 1
    newer = update(Organisation).where(Organisation.id == pair[changed].id).values(version=7)
    db.session.execute(newer, execution_options={"synchronize_session": False})
    with pytest.raises(InvalidError) as refused:
        merge(pair, people.administrator)
    assert list(refused.value.problems) == ["kept"]
    assert find_known_organisation("former") is former


def test_a_network_is_not_proposed_to_join_itself(people: People) -> None:
    kept, former = (
        make_organisation(slug, kind=OrganisationKind.ALLIANCE) for slug in ("kept", "former")
    )
    row = {"network_id": former.id, "role": "member", "start": "", "end": ""}
    propose(kept, {"memberships/a": [None, row]}, author=None)
    merge((kept, former), people.administrator)
    assert db.session.query(Proposal).count() == 0


def test_too_many_rows_for_one_sheet_are_refused_whole(people: People, pair: Pair) -> None:
    kept, former = pair
    for organisation in pair:
        write(
            organisation,
            people,
            interventions=tuple(work(description=f"{organisation.slug} {n}") for n in range(300)),
        )
    with pytest.raises(InvalidError):
        merge(pair, people.administrator)
    assert len(former.interventions) == len(kept.interventions) == 300


def test_editors_merge_what_they_decide_on(people: People, pair: Pair) -> None:
    kept, former = pair
    her = make_user("her", RoleName.EDITOR, kept)
    elsewhere = make_organisation("elsewhere", kind=OrganisationKind.ASSOCIATION)
    for nobody in (her, people.contributor, people.stranger):
        assert not may_merge(nobody, kept, former)
        with pytest.raises(NotAllowedError):
            merge(pair, nobody)
    for one in ((kept, elsewhere), (elsewhere, kept), (people.organisation, kept)):
        assert not may_merge(people.editor, *one)
        assert may_merge(people.administrator, *one)
    merge(pair, people.editor)
    assert find_known_organisation("former") is kept


def test_nobody_takes_a_member_into_a_network_of_others_by_a_merge(
    people: People, pair: Pair
) -> None:
    kept, former = pair
    belong(former, make_organisation("alliance", kind=OrganisationKind.ALLIANCE))
    assert not may_merge(people.editor, kept, former)
    assert may_merge(people.editor, former, kept)


@pytest.mark.parametrize(
    ("kept_values", "former_values"),
    [
        ({}, {"kind": OrganisationKind.NETWORK}),
        ({}, {"is_demonstration": True}),
        ({"status": Status.ARCHIVED}, {}),
    ],
)
def test_what_does_not_go_together_is_refused(
    people: People, pair: Pair, kept_values: dict[str, Any], former_values: dict[str, Any]
) -> None:
    for organisation, values in zip(pair, (kept_values, former_values), strict=True):
        for field, value in values.items():
            setattr(organisation, field, value)
    db.session.commit()
    with pytest.raises(InvalidError) as refused:
        merge(pair, people.administrator)
    assert list(refused.value.problems) == ["kept"]
    with pytest.raises(InvalidError):
        merge((pair[0], pair[0]), people.administrator)


def test_the_desk_leads_from_two_sheets_to_one(people: People, pair: Pair, browse: Browse) -> None:
    kept, former = pair
    write(former, people, founded="1998", contacts=(phone("+223 70 00 00 00"),))
    browser, ids = browse(people.editor), f"one={former.id}&other={kept.id}"
    side_by_side = browser.get(f"/fr/desk/organisations/merge?{ids}")
    assert "1998" in side_by_side.text
    assert {one.get("value") for one in side_by_side.find_all("input", type="radio")} == {
        str(kept.id),
        str(former.id),
    }
    confirm = f"/fr/desk/organisations/merge/confirm?{ids}&kept={kept.id}"
    assert former.name in browser.get(confirm).text
    sent = {"kept": kept.id, "former": former.id, **versions(pair)}
    response = browser.post("/fr/desk/organisations/merge", sent, on=confirm)
    assert response.status_code == 303
    assert response.headers["Location"].endswith(f"/fr/desk/organisations/{kept.id}")
    assert find_known_organisation("former") is kept


def test_the_desk_merges_nothing_that_changed_since_she_looked(
    people: People, pair: Pair, browse: Browse
) -> None:
    kept, former = pair
    confirm = f"/fr/desk/organisations/merge/confirm?one={kept.id}&other={former.id}"
    sent = {"kept": kept.id, "former": former.id, **versions(pair)}
    write(former, people, founded="1998")
    response = browse(people.editor).post("/fr/desk/organisations/merge", sent, on=confirm)
    assert response.status_code == 303
    assert "merge?one=" in response.headers["Location"]
    assert find_known_organisation("former") is former


def versions(pair: Pair) -> dict[str, int]:
    kept, former = pair
    return {"kept_version": kept.version, "former_version": former.version}


def test_the_desk_finds_the_other_by_its_name(people: People, pair: Pair, browse: Browse) -> None:
    kept, former = pair
    write(former, people, name="Ben ni diya")
    make_organisation("elsewhere", name="Ben kadi")
    page = browse(people.editor).get(f"/fr/desk/organisations/merge?one={kept.id}&q=BÈN")
    links = [link for link in page.links() if "other=" in link]
    assert links == [f"/fr/desk/organisations/merge?one={kept.id}&other={former.id}"]


def test_the_desk_shows_two_sheets_to_those_who_decide_on_both(
    people: People, pair: Pair, browse: Browse
) -> None:
    kept, former = pair
    her = make_user("her", RoleName.EDITOR, kept)
    ids = f"one={kept.id}&other={former.id}"
    for rest in (f"merge?{ids}", f"merge/confirm?{ids}&kept={kept.id}"):
        address = f"/fr/desk/organisations/{rest}"
        for nobody in (her, people.contributor, people.stranger):
            assert browse(nobody).status_of(address) in {403, 404}
        assert browse(None).status_of(address) == 302
    for wrong in ("", "one=x", "one=99", f"one={kept.id}&other=99", f"one={2**70}"):
        assert browse(people.editor).status_of(f"/fr/desk/organisations/merge?{wrong}") == 404
    former.kind = OrganisationKind.NETWORK
    db.session.commit()
    page = browse(people.editor).get(f"/fr/desk/organisations/merge?{ids}")
    assert not page.find_all("input", type="radio")


def test_strangers_merge_nothing_by_its_address(people: People, pair: Pair, browse: Browse) -> None:
    kept, former = pair
    sent = {"kept": kept.id, "former": former.id, **versions(pair)}
    browser = browse(people.stranger)
    response = browser.post("/fr/desk/organisations/merge", sent, on="/fr/desk/items/new")
    assert response.status_code in {403, 404}
    assert find_known_organisation("former") is former


def test_the_published_and_the_fuller_one_is_suggested(people: People, pair: Pair) -> None:
    kept, former = pair
    assert suggest_kept(former, kept) is kept
    write(former, people, interventions=(work(),))
    assert suggest_kept(kept, former) is former
    former.status = Status.DRAFT
    assert suggest_kept(kept, former) is kept


@pytest.mark.parametrize(
    "page", ["directory/?network", "directory/matrix?network", "library/?organisation"]
)
def test_questions_about_the_former_are_questions_about_the_kept(
    people: People, pair: Pair, browse: Browse, page: str
) -> None:
    merge(pair, people.administrator)
    secret = make_organisation("in-secret", is_unlisted=True)
    db.session.add(FormerOrganisationSlug(slug="once", organisation_id=secret.id))
    db.session.commit()
    led, direct, kept_out = (
        browse(None).get(f"/en/{page}={slug}").text for slug in ("former", "kept", "once")
    )
    assert led.replace("=former", "=kept") == direct
    assert "in-secret" not in kept_out
