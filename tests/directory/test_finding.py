"""Finding organisations by what people type."""

import shutil
import unicodedata
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.models import Status, Visibility
from portal.directory.finding import Found, find_organisations
from portal.directory.models import Organisation, OrganisationKind
from portal.directory.values import SheetValues, values_of
from portal.directory.writing import record_change, write_sheet
from portal.extensions import db
from portal.search.indexer import index_waiting, rebuild_index
from portal.vocabulary.places import load_places
from tests.conftest import People

SHEETS = {
    "cafo": SheetValues(
        kind=OrganisationKind.NETWORK,
        name="Coordination des associations et ONG féminines du Mali",
        acronym="CAFO",
    ),
    "wildaf": SheetValues(
        kind=OrganisationKind.NETWORK,
        name="Women in Law and Development in Africa",
        acronym="W.I.L.D.A.F.",
        translations={"fr": "Femmes, droit et développement en Afrique"},
    ),
    "olddf": SheetValues(
        kind=OrganisationKind.ASSOCIATION,
        name="L'Organisation pour la défense des droits de l’enfant et de la femme",
        acronym="OLDDF/F",
        aliases=("Sages-femmes de Kita",),
    ),
    "ben": SheetValues(kind=OrganisationKind.ASSOCIATION, name="Benkadi"),
    "bene": SheetValues(kind=OrganisationKind.ASSOCIATION, name="Bènèso, femmes de Kayes"),
    "yelen": SheetValues(
        kind=OrganisationKind.ASSOCIATION,
        name="Jigiyelen",
        missions={"fr": "Benkadi, des moulins."},
    ),
    "siginyogon": SheetValues(
        kind=OrganisationKind.ASSOCIATION, name="Siginyɔgɔnmusow", language_code="bam"
    ),
    "nisa": SheetValues(kind=OrganisationKind.PARTNER, name="جمعية النساء", language_code="ara"),
}


@pytest.fixture
def sheets(people: People) -> dict[str, int]:
    """Published sheets, in the index; their ids by a short name."""
    made = {name: write(Organisation(status=Status.PUBLISHED), SHEETS[name]) for name in SHEETS}
    index_waiting()
    return {name: organisation.id for name, organisation in made.items()}


def write(organisation: Organisation, values: SheetValues) -> Organisation:
    write_sheet(organisation, values, load_places())
    db.session.add(organisation)
    record_change(organisation, author=None, action=Action.EDIT)
    db.session.commit()
    return organisation


def ask(text: str, viewer: User | None = None) -> Found:
    return find_organisations(text, viewer=viewer, language="fr")


def names_found(sheets: dict[str, int], text: str) -> list[str]:
    by_id = {id_: name for name, id_ in sheets.items()}
    return [by_id[id_] for id_ in ask(text).ids if id_ in by_id]


@pytest.mark.parametrize(
    "typed",
    [
        ("CAFO", "cafo"),
        ("cafo", "cafo"),
        ("caf", "cafo"),
        ("feminines", "cafo"),
        ("coordination ong", "cafo"),
        ("coord assoc fém", "cafo"),
        ("WILDAF", "wildaf"),
        ("wil daf", "wildaf"),
        ("W.I.L.D.A.F", "wildaf"),
        ("développement en afrique", "wildaf"),
        ("de\u0301veloppement", "wildaf"),
        ("olddf", "olddf"),
        ("OLDDF/F", "olddf"),
        ("olddff", "olddf"),
        ("l’organisation", "olddf"),
        ("défense de l'enfant", "olddf"),
        ("sages femmes", "olddf"),
        ("sage-femme", "olddf"),
        ("b", "ben"),
        ("be", "ben"),
        ("beneso", "bene"),
        ("enkad", "ben"),
        ("giyel", "yelen"),
        ("siginyog", "siginyogon"),
        ("nyɔgɔnmusow", "siginyogon"),
        ("النساء", "nisa"),
        ("جمع", "nisa"),
    ],
)
@pytest.mark.parametrize("has_index", [True, False])
def test_names_are_found_as_people_type_them(
    app: Flask, sheets: dict[str, int], typed: tuple[str, str], has_index: bool
) -> None:
    text, first = typed
    if not has_index:
        shutil.rmtree(app.extensions["settings"].index_dir)
        del app.extensions["search"]
    found = ask(text)
    assert found.is_degraded is not has_index
    assert names_found(sheets, text)[:1] == [first]


def test_the_exact_name_comes_before_its_beginning_and_what_is_inside_before_the_texts(
    sheets: dict[str, int],
) -> None:
    write(
        Organisation(status=Status.PUBLISHED),
        SheetValues(kind=OrganisationKind.ASSOCIATION, name="Benkadiya"),
    )
    index_waiting()
    order = [db.session.get_one(Organisation, id_).name for id_ in ask("benkadi").ids]
    assert order == ["Benkadi", "Benkadiya", "Jigiyelen"]


def test_two_letters_do_not_find_what_has_them_inside(sheets: dict[str, int]) -> None:
    assert "ben" not in names_found(sheets, "ka")
    assert "bene" in names_found(sheets, "ka")


def test_what_a_sheet_says_is_found_too(sheets: dict[str, int]) -> None:
    assert names_found(sheets, "moulin") == ["yelen"]


def test_misspelt_words_are_corrected_and_looked_for_in_names(sheets: dict[str, int]) -> None:
    found = ask("coordinasion")
    assert found.correction
    assert found.correction.text == "Coordination"
    assert found.whole[0] == sheets["cafo"]
    assert ask("coordination").correction is None
    assert ask('"coordinasion"').ids == []


def test_words_inside_a_name_are_not_corrected(sheets: dict[str, int]) -> None:
    found = ask("oordinatio")
    assert (found.correction, found.whole) == (None, [sheets["cafo"]])


def test_some_of_the_words_serve_after_names_that_have_all(sheets: dict[str, int]) -> None:
    found = ask("femmes kayes zzz")
    assert not found.whole
    assert set(found.some_words) == {"femmes", "kayes"}
    assert names_found(sheets, "femmes kayes zzz")[0] == "bene"
    assert ask("women law devel").whole == [sheets["wildaf"]]


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("CAFO", ["cafo"]),
        ("olddf", ["olddf"]),
        ("benkadi", ["ben"]),
        ("wildaff", ["wildaf"]),
        ("coordination des associations feminines", ["cafo"]),
        ("femmes", []),
        ("benk", []),
        ("moulin", []),
    ],
)
def test_words_that_are_a_name_name_an_organisation(
    sheets: dict[str, int], typed: str, named: list[str]
) -> None:
    assert ask(typed).named == [sheets[name] for name in named]


def test_no_text_means_all_and_no_word_means_none(sheets: dict[str, int]) -> None:
    assert set(sheets.values()) <= set(ask("  ").ids)
    assert ask("?!").ids == []
    assert ask("%").ids == []


def test_what_changed_since_the_index_was_written_is_found_by_its_name_and_not_if_hidden(
    sheets: dict[str, int],
) -> None:
    ben = db.session.get_one(Organisation, sheets["ben"])
    write(ben, replace(values_of(ben), name="Sabunyuma"))
    assert names_found(sheets, "sabunyuma") == ["ben"]
    write(ben, replace(values_of(ben), is_unlisted=True))
    assert names_found(sheets, "sabunyuma") == []
    assert "ben" not in names_found(sheets, "benkadi")


def test_each_viewer_finds_what_she_may_see(sheets: dict[str, int], people: People) -> None:
    yelen = db.session.get_one(Organisation, sheets["yelen"])
    for visibility, finders in (
        (Visibility.MEMBERS, {"contributor", "stranger", "administrator"}),
        (Visibility.ORGANISATION, {"administrator"}),
    ):
        write(yelen, replace(values_of(yelen), visibility=visibility))
        rebuild_index()
        for viewer in (None, people.contributor, people.stranger, people.administrator):
            login = viewer.login if viewer else "visitor"
            for text in ("jigiyelen", "jigi", "moulin", "giyel"):
                is_found = yelen.id in ask(text, viewer).ids
                assert is_found is (login in finders), (text, visibility, login)
            correction = ask("jigiyelon", viewer).correction
            is_corrected = correction is not None and correction.text == "Jigiyelen"
            assert is_corrected is (login in finders)


@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_name_is_found_by_the_beginnings_of_its_words_however_written(
    sheets: dict[str, int], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(SHEETS)))
    words = SHEETS[name].name.replace("'", " ").replace("’", " ").replace(",", " ").split()
    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=4, unique=True))
    typed = " ".join(word[: data.draw(st.integers(1, len(word)))] for word in chosen)
    form = data.draw(st.sampled_from(["NFC", "NFD"]))
    case = data.draw(st.sampled_from([str, str.lower, str.upper]))
    assert name in names_found(sheets, unicodedata.normalize(form, case(typed)))


@given(st.text(max_size=40))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_breaks_finding(sheets: dict[str, int], text: str) -> None:
    found = ask(text)
    assert len(found.ids) == len(set(found.ids))
