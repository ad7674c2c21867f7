"""Who does what where from a table."""

import pytest

from portal.content.models import Visibility
from portal.directory.models import Intervention, OrganisationKind, Qualifier, WorkStatus
from portal.directory.queries import get_known_organisation
from portal.extensions import db
from portal.vocabulary.models import Place, PlaceKind
from tests.conftest import People
from tests.directory.exchange.brought import Bring, Send, problems_of, words_of
from tests.factories import add_place, add_work, ids_of, make_organisation

HEAD = "organisation,domain,region,start"


@pytest.fixture(autouse=True)
def bnd(people: People) -> None:
    made = make_organisation("bnd", name="Ben ni diya", kind=OrganisationKind.ASSOCIATION)
    made.aliases = ["Bɛn ni diya"]
    db.session.commit()


def works() -> list[Intervention]:
    db.session.expire_all()
    return get_known_organisation("bnd").interventions


def test_a_line_says_all_of_a_work(bring: Bring) -> None:
    tags = "#org,#sector,#adm1,#date+start,#date+end,#status,#reached,#reached+f,#activity"
    bring(
        f"{tags},#meta+reached+qualifier,#meta+source\n"
        "Bɛn ni diya,vbg,segou,01/05/2024,2025,Under way,1 200,900,Écoute,At least,Rapport\n"
    )
    (work,) = works()
    assert (work.domain.slug, work.place.slug) == ("vbg", "segou")
    assert (work.start, work.end, work.status) == ("2024-05-01", "2025", WorkStatus.UNDER_WAY)
    assert (work.reached, work.reached_women) == (1200, 900)
    assert work.qualifier is Qualifier.AT_LEAST
    assert (work.description, work.source) == ("Écoute", "Rapport")


def test_the_same_work_is_changed_not_doubled(bring: Bring) -> None:
    bring(f"{HEAD}\nBND,vbg,Ségou,2024\n")
    assert words_of(bring(f"{HEAD},description\nbnd,vbg,segou,2024,Écoute\n")) == ["updated"]
    (work,) = works()
    assert work.description == "Écoute"
    assert words_of(bring(f"{HEAD}\nbnd,vbg,segou,2025\n")) == ["created"]
    assert len(works()) == 2


def test_a_reference_finds_its_work_whatever_changed(bring: Bring) -> None:
    bring(f"{HEAD},ref\nBND,vbg,Ségou,2024,W-1\n")
    assert words_of(bring(f"{HEAD},ref\nBND,mgf,Gao,2025,W-1\n")) == ["updated"]
    (work,) = works()
    assert (work.ref, work.domain.slug, work.place.slug) == ("W-1", "mgf", "gao")


def test_a_reference_is_enough_to_change_a_work(bring: Bring) -> None:
    bring(f"{HEAD},ref\nBND,vbg,Ségou,2024,W-1\n")
    assert words_of(bring("organisation,ref,reached\nBND,W-1,120\nBND,W-2,5\n")) == [
        "updated",
        "refused",
    ]
    (work,) = works()
    assert (work.reached, work.place.slug) == (120, "segou")


def test_a_reference_of_another_organisation_is_refused(bring: Bring, people: People) -> None:
    taken = add_work(people.organisation, "vbg", "gao").ref
    (problems,) = problems_of(bring(f"{HEAD},ref\nBND,vbg,Ségou,2024,{taken}\n"))
    assert set(problems) == {"ref"}


def test_several_works_alike_ask_for_the_reference(bring: Bring) -> None:
    bring(f"{HEAD},ref\nBND,vbg,Ségou,2024,W-1\nBND,vbg,Ségou,2024,W-2\n")
    (problems,) = problems_of(bring(f"{HEAD},description\nBND,vbg,Ségou,2024,x\n"))
    assert "W-1, W-2" in problems["ref"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Ben ni dya,vbg,Ségou,2024", "organisation"),
        ("Personne,vbg,Ségou,2024", "organisation"),
        ("BND,cuisine,Ségou,2024", "domain"),
        ("BND,,Ségou,2024", "domain"),
        ("BND,vbg,Segoo,2024", "region"),
        ("BND,vbg,,2024", "region"),
        ("BND,vbg,Ségou,demain", "start"),
    ],
)
def test_a_wrong_line_says_what_to_mend(bring: Bring, row: str, column: str) -> None:
    import_ = bring(f"{HEAD}\n{row}\nBND,mgf,Gao,2024\n")
    (problems,) = problems_of(import_)
    assert set(problems) == {column}
    assert len(works()) == 1


def test_a_place_is_named_with_the_nearest_ones(bring: Bring) -> None:
    (problems,) = problems_of(bring(f"{HEAD}\nBND,vbg,Segoo,2024\n"))
    assert "Ségou" in problems["region"]


@pytest.mark.parametrize(
    "written",
    [
        "Violences basées sur le genre (VBG)",
        "violences basées sur le genre",
        "VBG",
        "GBV",
        "Gender-based violence",
    ],
)
def test_a_domain_is_known_with_its_acronym_or_without(bring: Bring, written: str) -> None:
    assert words_of(bring(f"{HEAD}\nBND,{written},Ségou,2024\n")) == ["created"]
    (work,) = works()
    assert work.domain.slug == "vbg"


def test_a_cercle_and_a_commune_may_be_called_like_their_region(bring: Bring) -> None:
    add_place("cercle-segou", PlaceKind.CERCLE, "segou")
    add_place("commune-segou", PlaceKind.COMMUNE, "cercle-segou")
    for slug in ("cercle-segou", "commune-segou"):
        db.session.query(Place).filter_by(slug=slug).one().aliases = ["Ségou"]
    db.session.commit()
    bring("organisation,domain,region,cercle,commune\nBND,vbg,Ségou,Ségou,Ségou\n")
    bring("organisation,domain,region,cercle\nBND,vbg,Ségou,Ségou\n")
    bring("organisation,domain,region\nBND,vbg,Ségou\n")
    assert [work.place.slug for work in works()] == ["commune-segou", "cercle-segou", "segou"]


def test_a_name_and_a_code_have_to_agree(bring: Bring) -> None:
    head = "organisation,domain,domain_code,region,place_code"
    (problems,) = problems_of(bring(f"{head}\nBND,mgf,vbg,Ségou,segou\n"))
    assert set(problems) == {"domain"}
    (problems,) = problems_of(bring(f"{head}\nBND,vbg,vbg,Gao,segou\n"))
    assert set(problems) == {"place_code"}
    table = "organisation,organisation_code,domain,region\nREJEFPO,bnd,vbg,Gao\n"
    (problems,) = problems_of(bring(table))
    assert set(problems) == {"organisation"}


def test_a_coarser_place_does_not_replace_the_real_one(bring: Bring) -> None:
    bring(f"{HEAD},ref\nBND,vbg,Ségou,2024,W-1\n")
    (work,) = works()
    work.place_level = PlaceKind.COUNTRY
    (work.shown_place_id,) = ids_of(Place, ("mali",))
    db.session.commit()
    table = "organisation,domain,country,start,ref\nBND,vbg,Mali,2024,W-1\n"
    assert words_of(bring(table)) == ["unchanged"]
    assert works()[0].place.slug == "segou"


def test_a_kind_is_enough_to_add_who_is_not_there(bring: Bring) -> None:
    import_ = bring(
        "organisation,kind,domain,region\nYiriwa ton,Association,vbg,Gao\nYiriwa ton,,mgf,Gao\n"
    )
    assert words_of(import_) == ["created", "created"]
    assert len(get_known_organisation("yiriwa-ton").interventions) == 2


def test_women_and_girls_are_no_more_than_all(bring: Bring) -> None:
    (problems,) = problems_of(
        bring(f"{HEAD},reached,reached_women,reached_girls\nBND,vbg,Gao,2024,10,8,5\n")
    )
    assert set(problems) == {"reached"}


@pytest.mark.parametrize("number", ["beaucoup", "-5", "1.5", "1e9", "9" * 30, "12 femmes"])
def test_a_number_of_people_is_a_number(bring: Bring, number: str) -> None:
    (problems,) = problems_of(bring(f"{HEAD},reached\nBND,vbg,Gao,2024,{number}\n"))
    assert set(problems) == {"reached"}


def test_an_editor_writes_the_works_of_her_members_only(send: Send, people: People) -> None:
    import_ = send(f"{HEAD}\nREJEFPO,vbg,Gao,2024\nBND,vbg,Gao,2024\n", people.editor)
    assert words_of(import_) == ["created", "refused"]
    assert not works()


def test_a_table_tells_no_finer_place_and_no_hidden_work_of_others(
    send: Send, people: People
) -> None:
    other = make_organisation("ailleurs", kind=OrganisationKind.ASSOCIATION)
    hamlet = add_place("hameau", PlaceKind.COMMUNE, "kita")
    add_work(other, "ssr", "kita", start="2024", place_level=PlaceKind.REGION).place_id = hamlet.id
    add_work(other, "mgf", "gao", start="2024", visibility=Visibility.ORGANISATION)
    db.session.commit()
    table = (
        "organisation_code,domain_code,place_code,start\n"
        "ailleurs,ssr,kita,2024\nailleurs,ssr,hameau,2024\nailleurs,mgf,gao,2024\n"
    )
    assert words_of(send(table, people.editor)) == ["unchanged", "refused", "refused"]
