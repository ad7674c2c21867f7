"""A misspelt word is corrected at once, in each language, and never with a hidden word."""

from pathlib import Path

import pytest
from flask import Flask

from portal.search.documents import SearchDocument
from portal.search.engine.mistakes import EASY, WRONG, cost_of
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.index import find, find_keys
from portal.search.indexer import rebuild_index
from portal.search.outbox import mark_changed
from portal.search.questions import Query
from portal.search.synonyms import Synonyms
from tests.search.conftest import document

TEXTS = {
    "fra": "L'excision, les violences conjugales, le plaidoyer à Tombouctou. Fatoumata parle.",
    "eng": "Women's leadership and the physical health of girls",
    "ara": "العنف ضد النساء ودعم المشاركة السياسية في المغرب",
    "bam": "Musow ka jɛkulu bɛ baara kɛ Kayes dugu kɔnɔ",
}


@pytest.fixture
def taught(engine: WhooshEngine) -> WhooshEngine:
    engine.rebuild(
        document(number, text, language=language)
        for number, (language, text) in enumerate(TEXTS.items())
    )
    return engine


def correct(engine: WhooshEngine, text: str, **values: object) -> str | None:
    correction = engine.find(Query(text=text, **values)).correction
    return correction.text if correction else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("excission", "excision"),
        ("ecxision", "excision"),
        ("xcision", "excision"),
        ("l'excission", "l'excision"),
        ("violances conjugale", "violences conjugale"),
        ("violance konjugales", "violences conjugales"),
        ("tombuktu", "Tombouctou"),
        ("Fatimata", "Fatoumata"),
        ("leadreship", "leadership"),
        ("fisical helth", "physical health"),
        ("العنق", "العنف"),
        ("المشراكة السياسية", "المشاركة السياسية"),
        ("jekuluu", "jɛkulu"),
        ("dugo", "dugu"),
    ],
)
def test_words_are_corrected_in_each_language(taught: WhooshEngine, typed: str, meant: str) -> None:
    results = taught.find(Query(text=typed))
    assert results.correction
    assert results.correction.text == meant
    assert results.correction.original == typed
    assert results.whole == 1


@pytest.mark.parametrize("typed", ["2018", "R2250", "oui", "zzzzzz", '"excission"', "excissio*"])
def test_numbers_short_words_phrases_and_beginnings_are_left_alone(
    taught: WhooshEngine, typed: str
) -> None:
    taught.update([("note:9", document(9, "en 2019, R2251 et ouie"))])
    assert correct(taught, typed) is None


def test_an_accent_that_was_typed_is_meant(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "une partie de la loi")])
    assert correct(engine, "parité") is None
    assert correct(engine, "parite") == "partie"


def test_a_word_with_synonyms_is_no_mistake(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index", lambda: Synonyms([["parite", "quota"]]))
    engine.rebuild([document(1, "une partie de la loi")])
    assert correct(engine, "parite") is None


def test_the_word_that_stands_beside_the_others_is_meant(engine: WhooshEngine) -> None:
    engine.rebuild(
        [
            *(document(number, "la sante") for number in range(5)),
            document(9, "la santa de Noel"),
            document(10, "une lettre, une association"),
        ]
    )
    assert correct(engine, "santi noel") == "santa noel"
    assert correct(engine, "santi") == "sante"
    assert correct(engine, "letre association") == "lettre association"
    assert correct(engine, "lestre") == "lettre"
    assert correct(engine, "lestre noel") is None


def test_a_word_of_another_kind_of_record_is_no_mistake(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "jeunes"), document(2, "Djeunes", key="body:2")])
    assert correct(engine, "djeunes", records=["note"]) is None


HIDDEN = document(2, "le réseau Jigiyelen", audiences=("members",))


@pytest.mark.parametrize("documents", [[HIDDEN], [HIDDEN, document(3, "réseau")], []])
def test_hidden_words_neither_correct_nor_keep_from_correcting(
    engine: WhooshEngine, documents: list[SearchDocument]
) -> None:
    engine.rebuild([document(1, "Jigiyalen"), *documents])
    assert correct(engine, "jigiyelen") == "Jigiyalen"
    engine.rebuild(documents)
    assert correct(engine, "jigiyelon") is None
    theirs = ("public", "members")
    if documents:
        assert correct(engine, "jigiyelon", audiences=theirs) == "Jigiyelen"


def test_nothing_is_corrected_while_the_index_is_behind(
    app: Flask, notes: dict[int, SearchDocument]
) -> None:
    notes.update({1: document(1, "le plaidoyer au parlement"), 2: document(2, "le parlement")})
    rebuild_index()
    query = Query(text="plaidoier parlement")
    results = find(query)
    assert results.correction
    assert results.whole == 1
    assert find_keys(query).keys == ["note:1", "note:2"]
    mark_changed("note", 1)
    results = find(query)
    assert results.correction is None
    assert results.some_words == ["parlement"]
    assert find_keys(query).keys == [hit.key for hit in results.hits]


@pytest.mark.parametrize(
    ("one", "other", "cost"),
    [
        ("paix", "paix", EASY),
        ("fisique", "physique", EASY),
        ("bateau", "bato", EASY),
        ("kotidien", "quotidien", EASY),
        ("excission", "excision", EASY),
        ("mlai", "mali", EASY),
        ("terre", "verre", WRONG),
        ("vote", "votre", WRONG),
        ("فصل", "فسل", EASY),
        ("", "ab", 2 * WRONG),
    ],
)
def test_mistakes_that_are_easily_made_cost_less(one: str, other: str, cost: int) -> None:
    assert cost_of(one, other) == cost_of(other, one) == cost
