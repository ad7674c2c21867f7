"""Sheets in the index: what they are found by, by whom, and what never gets there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.auth.models import RoleName, User
from portal.content.lifecycle import Action
from portal.content.models import Status, Visibility
from portal.directory.finding import audiences_of
from portal.directory.indexing import KIND, iterate_fingerprints, list_listed_ids, load_documents
from portal.directory.models import ContactKind, Organisation, OrganisationKind
from portal.directory.queries import is_shown_to
from portal.directory.values import (
    ContactValues,
    InterventionValues,
    MembershipValues,
    SheetValues,
    values_of,
)
from portal.directory.writing import record_change, write_sheet
from portal.extensions import db, today
from portal.search.comparison import compare_index
from portal.search.documents import SearchDocument
from portal.search.index import Query, find, find_keys
from portal.search.indexer import index_waiting
from portal.vocabulary.models import Domain, Place, PlaceKind
from portal.vocabulary.places import load_places
from tests.conftest import People
from tests.factories import ids_of, make_organisation, make_user

SECRET = ("70112233", "Aïssata", "Niafunké", "cachette")


def work(domain: str = "vbg", place: str = "segou", **values: object) -> InterventionValues:
    (domain_id,) = ids_of(Domain, [domain])
    (place_id,) = ids_of(Place, [place])
    return replace(InterventionValues(domain_id=domain_id, place_id=place_id), **values)


def make_sheet(name: str = "Association Benkadi", **values: object) -> Organisation:
    """A published sheet, in the index."""
    organisation = Organisation(status=Status.PUBLISHED)
    return rewrite(
        organisation,
        replace(SheetValues(kind=OrganisationKind.ASSOCIATION, name=name), **values),
    )


def rewrite(organisation: Organisation, values: SheetValues) -> Organisation:
    write_sheet(organisation, values, load_places())
    db.session.add(organisation)
    record_change(organisation, author=None, action=Action.EDIT)
    db.session.commit()
    index_waiting()
    return organisation


def read_document(organisation: Organisation) -> SearchDocument:
    [document] = load_documents([organisation.id])
    return document


def everything_in(document: SearchDocument) -> str:
    parts = (
        document.title,
        document.summary,
        *document.names,
        *document.people,
        *document.keywords,
    )
    return "\n".join((*parts, *(page.text for page in document.pages)))


def keys_found(text: str, viewer: User | None = None) -> list[str]:
    return list(find_keys(Query(text=text, audiences=audiences_of(viewer), records=(KIND,))).keys)


def test_a_sheet_is_found_by_all_its_names_and_by_what_it_says(people: People) -> None:
    sheet = make_sheet(
        "Groupe pivot des femmes",
        acronym="GPF",
        expansion="Groupe pivot droits et citoyenneté",
        translations={"en": "Women's pivot group", "ar": "مجموعة النساء"},
        aliases=("Musokalanso",),
        missions={"fr": "Accompagner les survivantes", "en": "Shelter for survivors"},
        interventions=(work(programme="Programme Djiguiya", description="Des cases de parole"),),
    )
    for text in (
        *("GPF", "pivot femmes", "citoyennete", "women's pivot", "مجموعة", "musokalanso"),
        *("survivante", "shelter", "djiguiya", "cases de parole", "ségou", "violences"),
    ):
        assert keys_found(text)[:1] == [f"{KIND}:{sheet.id}"], text
    assert read_document(sheet).title == "Groupe pivot des femmes (GPF)"


def test_a_place_is_found_by_what_lies_around_it_but_not_by_its_country(people: People) -> None:
    (region_id,) = ids_of(Place, ["segou"])
    commune = Place(
        slug="pelengana", kind=PlaceKind.CERCLE, parent_id=region_id, labels={"fr": "Pelengana"}
    )
    db.session.add(commune)
    db.session.commit()
    sheet = make_sheet(interventions=(work(place="pelengana"),))
    keywords = read_document(sheet).keywords
    assert {"Pelengana", "segou"} <= set(keywords)
    assert "mali" not in keywords
    assert (
        "mali" in read_document(make_sheet("Autre", interventions=(work(place="mali"),))).keywords
    )


def test_a_mission_is_read_in_its_own_language(people: People) -> None:
    sheet = make_sheet(missions={"en": "Shelters", "fr": "Abris", "xx": "?"})
    languages = {page.text: page.language for page in read_document(sheet).pages}
    assert languages == {"Shelters": "eng", "Abris": "fra", "?": ""}


def test_contacts_and_real_places_never_enter_the_index(people: People) -> None:
    (region_id,) = ids_of(Place, ["tombouctou"])
    db.session.add(
        Place(
            slug="niafunke", kind=PlaceKind.CERCLE, parent_id=region_id, labels={"fr": "Niafunké"}
        )
    )
    db.session.commit()
    sheet = make_sheet(
        seat_id=ids_of(Place, ["niafunke"])[0],
        seat_level=PlaceKind.REGION,
        contacts=(
            ContactValues(
                kind=ContactKind.PHONE,
                value="+223 70112233",
                label="Aïssata",
                visibility=Visibility.PUBLIC,
                consented_on="2024",
            ),
        ),
        interventions=(work(place="niafunke", place_level=PlaceKind.REGION),),
    )
    said = everything_in(read_document(sheet))
    assert "Tombouctou" in said
    assert not [secret for secret in SECRET if secret in said]


@pytest.mark.parametrize(
    ("sheet_is_for", "work_is_for", "is_in"),
    [
        (Visibility.PUBLIC, Visibility.PUBLIC, True),
        (Visibility.PUBLIC, Visibility.MEMBERS, False),
        (Visibility.PUBLIC, Visibility.ORGANISATION, False),
        (Visibility.MEMBERS, Visibility.PUBLIC, True),
        (Visibility.MEMBERS, Visibility.MEMBERS, True),
        (Visibility.MEMBERS, Visibility.ORGANISATION, False),
        (Visibility.ORGANISATION, Visibility.ORGANISATION, True),
    ],
)
def test_only_works_at_least_as_shared_as_the_sheet_enter(
    people: People, sheet_is_for: Visibility, work_is_for: Visibility, is_in: bool
) -> None:
    sheet = make_sheet(
        visibility=sheet_is_for,
        interventions=(work(description="cachette", visibility=work_is_for),),
    )
    said = everything_in(read_document(sheet))
    assert ("cachette" in said) is is_in
    assert ("segou" in said) is is_in


@pytest.mark.parametrize("change", ["draft", "archived", "unlisted", "old"])
def test_what_no_list_shows_is_not_in_the_index(people: People, change: str) -> None:
    sheet = make_sheet()
    assert keys_found("benkadi")
    match change:
        case "draft":
            sheet.status = Status.DRAFT
        case "archived":
            sheet.status = Status.ARCHIVED
        case "old":
            sheet.checked_on = today() - timedelta(days=3000)
    rewrite(sheet, replace(values_of(sheet), is_unlisted=change == "unlisted"))
    assert load_documents([sheet.id]) == []
    assert sheet.id not in list_listed_ids()
    assert keys_found("benkadi", people.administrator) == []


def test_who_finds_a_sheet_is_who_sees_its_page(people: People) -> None:
    network = people.organisation
    member = make_organisation("benkadi", kind=OrganisationKind.ASSOCIATION)
    own = make_user("own", RoleName.CONTRIBUTOR, member)
    former = make_organisation("former", kind=OrganisationKind.NETWORK)
    once = make_user("once", RoleName.EDITOR, former)
    crowd = (None, people.contributor, people.editor, people.administrator, people.stranger)
    memberships = (
        MembershipValues(network_id=network.id),
        MembershipValues(network_id=former.id, end="2019"),
    )
    for visibility in Visibility:
        values = replace(
            values_of(member), name="Benkadi", visibility=visibility, memberships=memberships
        )
        rewrite(member, values)
        for viewer in (*crowd, own, once):
            seen = db.session.scalars(
                db.select(Organisation.id).where(is_shown_to(viewer), Organisation.id == member.id)
            ).all()
            found = keys_found("benkadi", viewer)
            who = viewer.login if viewer else "visitor"
            assert found == [f"{KIND}:{id_}" for id_ in seen], (visibility, who)


def test_the_index_is_compared_with_the_sheets(people: People) -> None:
    sheet = make_sheet()
    assert dict(iterate_fingerprints())[sheet.id] == read_document(sheet).fingerprint
    assert not [key for key in compare_index().missing if key == f"{KIND}:{sheet.id}"]
    db.session.execute(db.update(Organisation).values(acronym="NEW"))
    db.session.commit()
    db.session.expire_all()
    assert f"{KIND}:{sheet.id}" in compare_index().stale


def test_sheets_do_not_disturb_the_counts_of_items(people: People) -> None:
    make_sheet(missions={"fr": "plaidoyer"})
    results = find(Query(text="plaidoyer", records=("item",)))
    assert results.total == 0
    assert results.records == {KIND: 1}
