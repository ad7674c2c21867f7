"""Organisations from a table: created, changed, refused, never doubled."""

import pytest
from flask import Flask

from portal.content.models import Status
from portal.content.revisions import list_revisions
from portal.directory.models import Membership, Organisation, OrganisationKind
from portal.directory.queries import find_known_organisation, get_known_organisation
from portal.directory.values import MembershipValues
from portal.extensions import db
from portal.vocabulary.models import Place, PlaceKind
from tests.conftest import People
from tests.directory.exchange.brought import Bring, Send, problems_of, words_of
from tests.factories import add_place, fill_sheet, ids_of, make_organisation


def count() -> int:
    return db.session.query(Organisation).count()


def test_one_line_makes_a_whole_sheet(bring: Bring, people: People) -> None:
    bring(
        "Nom;Sigle;kind;name_en;aliases;founded;links;languages;networks;region;mission_fr\n"
        "Ben ni diya;BND;Association;Union and joy;BENDIYA|Bɛn ni diya;05/2004;"
        "https://example.org|https://example.com;français|bam;REJEFPO;Ségou;Écouter.\n"
    )
    made = get_known_organisation("bnd")
    assert (made.name, made.kind) == ("Ben ni diya", OrganisationKind.ASSOCIATION)
    assert made.status is Status.PUBLISHED
    assert made.translations == {"en": "Union and joy"}
    assert made.aliases == ["BENDIYA", "Bɛn ni diya"]
    assert made.founded == "2004-05"
    assert len(made.links) == 2
    assert [language.code for language in made.languages] == ["fra", "bam"]
    assert [one.network.slug for one in made.memberships] == ["rejefpo"]
    assert made.shown_seat is not None
    assert made.shown_seat.slug == "segou"
    assert made.missions == {"fr": "Écouter."}
    assert len(list_revisions("organisation", made.id)) == 1


def test_a_blank_cell_leaves_and_a_hyphen_empties(bring: Bring) -> None:
    bring("slug,name,kind,acronym,legal_form\nbnd,Ben ni diya,association,BND,ONG\n")
    import_ = bring("slug,name,acronym,legal_form\nbnd,,,-\n")
    made = get_known_organisation("bnd")
    assert (made.name, made.acronym, made.legal_form) == ("Ben ni diya", "BND", "")
    assert words_of(import_) == ["updated"]


def test_the_same_table_twice_changes_nothing(bring: Bring) -> None:
    table = "name,kind,acronym\nBen ni diya,association,BND\n"
    assert words_of(bring(table)) == ["created"]
    before = count()
    assert words_of(bring(table)) == ["unchanged"]
    assert count() == before


@pytest.mark.parametrize(
    "name",
    ["Association Femmes de Segou", "Association des femmes de Ségou", "ASSOCIATION FEMMES SÉGOU"],
)
def test_a_doubtful_twin_is_refused_with_the_code_to_write(bring: Bring, name: str) -> None:
    bring("slug,name,kind\nafs,Association pour les Femmes de Ségou,association\n")
    before = count()
    (problems,) = problems_of(bring(f"name,kind\n{name},association\n"))
    assert "(afs)" in problems["name"]
    assert count() == before


def test_two_lines_of_one_table_are_no_twins_either(bring: Bring) -> None:
    import_ = bring(
        "name,kind\nAssociation pour les femmes de Ségou,association\n"
        "Association des femmes de Segou,association\n"
    )
    assert sorted(words_of(import_)) == ["created", "refused"]


def test_a_code_of_its_own_tells_another_organisation_apart(bring: Bring) -> None:
    bring("slug,name,kind\nafk,Association des femmes rurales de Kayes,association\n")
    table = "slug,name,kind\nafk-2,Association des femmes rurales de Kaye,association\n"
    assert words_of(bring(table)) == ["created"]


def test_a_code_of_its_own_is_no_way_to_the_same_name(bring: Bring, people: People) -> None:
    name = people.organisation.name
    (problems,) = problems_of(bring(f"slug,name,kind\nmine,{name},network\n"))
    assert "rejefpo" in problems["name"]


def test_an_ambiguous_name_is_refused(bring: Bring) -> None:
    make_organisation("une", acronym="AFM")
    make_organisation("deux", acronym="AFM")
    (problems,) = problems_of(bring("acronym,legal_form\nAFM,ONG\n"))
    assert "(une)" in problems["name"]
    assert "(deux)" in problems["name"]


def test_a_network_may_stand_below_its_members(bring: Bring) -> None:
    import_ = bring(
        "name,kind,networks\nBen ni diya,association,Réseau Sigida\nRéseau Sigida,network,\n"
    )
    assert words_of(import_) == ["created", "created"]
    (made,) = get_known_organisation("ben-ni-diya").memberships
    assert made.network.name == "Réseau Sigida"


def test_a_member_that_left_may_come_back(bring: Bring, people: People) -> None:
    other = make_organisation("bnd", kind=OrganisationKind.ASSOCIATION)
    former = Membership(ref="m", network_id=people.organisation.id, end="2015")
    other.memberships.append(former)
    db.session.commit()
    for _time in range(2):
        bring("slug,networks\nbnd,rejefpo\n")
    assert sorted(one.end for one in get_known_organisation("bnd").memberships) == ["", "2015"]


def test_the_seat_that_the_public_sees_does_not_replace_the_real_one(bring: Bring) -> None:
    bring("slug,name,kind,region\nbnd,Ben ni diya,association,Ségou\n")
    made = get_known_organisation("bnd")
    made.seat_level = PlaceKind.COUNTRY
    (made.shown_seat_id,) = ids_of(Place, ("mali",))
    db.session.commit()
    assert words_of(bring("slug,country\nbnd,Mali\n")) == ["unchanged"]
    assert get_known_organisation("bnd").seat is not None
    assert get_known_organisation("bnd").seat.slug == "segou"


def test_a_dry_run_changes_nothing(bring: Bring) -> None:
    before = count()
    import_ = bring("name,kind\nBen ni diya,association\n", dry_run=True)
    assert words_of(import_) == ["created"]
    assert count() == before


def test_the_demonstration_is_marked(bring: Bring) -> None:
    bring("name,kind\nBen ni diya,association\n", is_demonstration=True)
    assert get_known_organisation("ben-ni-diya").is_demonstration


def test_an_editor_adds_drafts_to_her_network(send: Send, people: People) -> None:
    import_ = send("name,kind\nBen ni diya,association\n", people.editor)
    assert words_of(import_) == ["created"]
    made = get_known_organisation("ben-ni-diya")
    assert made.status is Status.DRAFT
    assert [one.network.slug for one in made.memberships] == ["rejefpo"]


def test_an_editor_publishes_her_members_when_she_says_so(send: Send, people: People) -> None:
    send("name,kind\nBen ni diya,association\n", people.editor, publishes=True)
    assert get_known_organisation("ben-ni-diya").status is Status.PUBLISHED


def test_what_is_not_hers_is_refused_line_by_line(send: Send, people: People) -> None:
    make_organisation("autre", kind=OrganisationKind.ALLIANCE)
    import_ = send(
        "slug,name,kind,networks,legal_form\n"
        "rejefpo,,,,Réseau\n"
        "other,,,,ONG\n"
        "mine,Une alliance à moi,alliance,,\n"
        "theirs,Ben ni diya,association,autre,\n",
        people.editor,
    )
    assert words_of(import_) == ["updated", "refused", "refused", "refused"]
    assert find_known_organisation("mine") is None
    assert find_known_organisation("theirs") is None


def test_names_of_hidden_organisations_are_not_told(send: Send, people: People) -> None:
    hidden = make_organisation("secret", name="Refuge des femmes de Gao", acronym="RFG")
    hidden.is_unlisted = True
    db.session.commit()
    (problems,) = problems_of(send("name,kind\nRefuge femmes de Gao,association\n", people.editor))
    assert set(problems) == {"name"}
    assert not [told for told in ("secret", "RFG", "Refuge des") if told in str(problems)]


def test_memberships_that_were_wrong_already_hinder_no_table(bring: Bring, people: People) -> None:
    member = make_organisation("member", kind=OrganisationKind.ASSOCIATION)
    network_id = people.organisation.id
    twins = (MembershipValues(network_id=network_id), MembershipValues(network_id=network_id))
    fill_sheet(member, memberships=twins)
    assert words_of(bring("slug,legal_form\nmember,ONG\n")) == ["updated"]


def test_a_table_asks_nothing_of_a_hidden_organisation(send: Send, people: People) -> None:
    fill_sheet(make_organisation("secret"), legal_form="ONG", is_unlisted=True)
    import_ = send("slug,legal_form\nsecret,ONG\nsecret,Groupement\n", people.editor)
    assert words_of(import_) == ["refused", "refused"]
    assert len(set(map(str, problems_of(import_)))) == 1


def test_a_table_tells_no_finer_seat_and_no_hidden_network(send: Send, people: People) -> None:
    network = fill_sheet(make_organisation("discret"), is_unlisted=True)
    other = make_organisation("ailleurs", kind=OrganisationKind.ASSOCIATION)
    hamlet = add_place("hameau", PlaceKind.COMMUNE, "kita")
    fill_sheet(
        other,
        seat_id=hamlet.id,
        seat_level=PlaceKind.REGION,
        memberships=(MembershipValues(network_id=network.id),),
    )
    import_ = send(
        "slug,seat_code,networks\nailleurs,kita,\nailleurs,hameau,\nailleurs,,discret\n",
        people.editor,
    )
    assert words_of(import_) == ["unchanged", "refused", "refused"]


def test_an_archived_sheet_is_left_alone(bring: Bring, app: Flask) -> None:
    make_organisation("bnd", status=Status.ARCHIVED)
    assert words_of(bring("slug,legal_form\nbnd,ONG\n")) == ["refused"]
