"""All words first, then the best of what has some of them; counted as they are shown."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.answers import Results
from portal.search.documents import SearchDocument
from portal.search.engine.partial import FEW_WHOLE, find_heavy
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.questions import Query
from portal.search.synonyms import Synonyms
from tests.search.conftest import document

FILLING = [document(number, f"remplissage{number}") for number in range(100, 120)]


def keys(results: Results) -> list[int]:
    return [int(hit.key.partition(":")[2]) for hit in results.hits]


def test_enough_whole_answers_are_followed_by_nothing(engine: WhooshEngine) -> None:
    whole = [document(number, "eau potable") for number in range(FEW_WHOLE)]
    others = [document(20, "eau"), document(21, "potable"), *FILLING]
    engine.rebuild([*whole, *others])
    assert engine.find(Query(text="eau potable")).partial == 0
    engine.update([("note:0", None)])
    results = engine.find(Query(text="eau potable"))
    assert (results.whole, results.partial) == (FEW_WHOLE - 1, 2)


def test_many_and_rare_words_come_first(engine: WhooshEngine) -> None:
    frequent = [document(number, "marché") for number in range(3, 12)]
    rare, both = document(1, "karité"), document(2, "karité au marché")
    engine.rebuild([*frequent, rare, both, *FILLING])
    found = keys(engine.find(Query(text="karité marché inconnu")))
    assert found[:2] == [2, 1]
    assert set(found[2:]) <= set(range(3, 12))


def test_a_frequent_word_of_a_long_question_is_no_answer(engine: WhooshEngine) -> None:
    engine.rebuild([document(number, "les femmes") for number in range(9)])
    assert engine.find(Query(text="recette gâteau chocolat noix femmes")).total == 0
    assert engine.find(Query(text="femmes battues")).partial == 9


def test_long_questions_lose_their_small_words(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "obtenir un extrait de naissance à Kidal"), *FILLING])
    question = (
        "je voudrais savoir comment est ce que je peux faire pour obtenir avec mes enfants"
        " un extrait de naissance à la mairie de Kidal"
    )
    results = engine.find(Query(text=question))
    assert keys(results) == [1]
    assert {"obtenir", "extrait", "naissance", "Kidal"} <= set(results.some_words)


def test_phrases_exclusions_and_filters_stay_compulsory(engine: WhooshEngine) -> None:
    engine.rebuild(
        [
            document(1, "la vie rurale des femmes", facets={"kind": ("report",)}),
            document(2, "femmes rurales", facets={"kind": ("report",)}),
            document(3, "femmes rurales au marché", facets={"kind": ("document",)}),
            document(4, "le marché", facets={"kind": ("document",)}),
            *FILLING,
        ]
    )
    results = engine.find(Query(text='"femmes rurales" marché inconnu'))
    assert keys(results) == [3]
    assert results.hits[0].words == ["femmes rurales", "marché"]
    assert keys(engine.find(Query(text='"femmes rurales" inconnu'))) == [3, 2]
    assert 4 not in keys(engine.find(Query(text="rurales inconnu -marché")))
    assert 3 not in keys(engine.find(Query(text="rurales inconnu -marché")))
    filtered = engine.find(Query(text="rurales inconnu", filters={"kind": ["document"]}))
    assert keys(filtered) == [3]


def test_facets_count_what_is_shown(engine: WhooshEngine) -> None:
    engine.rebuild(
        [
            document(1, "eau potable", facets={"kind": ("report",)}),
            document(2, "eau", facets={"kind": ("report",)}),
            document(3, "potable", facets={"kind": ("document",)}),
            *FILLING,
        ]
    )
    results = engine.find(Query(text="eau potable"))
    assert results.facets["kind"] == [("report", 2), ("document", 1)]
    chosen = engine.find(Query(text="eau potable", filters={"kind": ["document"]}))
    assert (chosen.total, chosen.whole, chosen.some_words) == (1, 0, ["potable"])
    assert chosen.facets["kind"] == [("report", 2), ("document", 1)]


def test_whole_answers_lead_in_every_order_and_on_every_page(engine: WhooshEngine) -> None:
    engine.rebuild(
        [
            *(document(number, "eau potable", added="2020") for number in range(3)),
            *(document(number, "eau", added="2024") for number in range(3, 30)),
            *FILLING,
        ]
    )
    for sort in ("relevance", "newest", "oldest", "title"):
        pages = [engine.find(Query(text="eau potable", sort=sort, page=page)) for page in (1, 2, 3)]
        hits = [hit for page in pages for hit in page.hits]
        assert [hit.is_whole for hit in hits] == [True] * 3 + [False] * 27
        assert len({hit.key for hit in hits}) == 30
        query = Query(text="eau potable", sort=sort)
        assert engine.find_keys(query, limit=99).keys == [hit.key for hit in hits]


def test_an_expression_that_nothing_has_falls_into_its_words(tmp_path: Path) -> None:
    synonyms = Synonyms([["PAR", "plan d'action régional"]])
    engine = WhooshEngine(tmp_path / "index", lambda: synonyms)
    engine.rebuild([document(1, "un plan"), document(2, "la sage"), *FILLING])
    assert keys(engine.find(Query(text="plan d'action régional"))) == [1]
    results = engine.find(Query(text="sage-femme"))
    assert [hit.words for hit in results.hits] == [["sage"]]
    engine.update([("note:3", document(3, "le PAR"))])
    assert keys(engine.find(Query(text="plan d'action régional"))) == [3]


@given(
    texts=st.lists(
        st.lists(st.sampled_from(["paix", "terre", "eau", "droit", "vote"]), min_size=1).map(
            " ".join
        ),
        min_size=1,
        max_size=14,
    ),
    hidden=st.sets(st.integers(0, 13)),
    text=st.sampled_from(
        ["paix terre", "eau droit vote", "paix -eau vote", "terrr vote", '"eau eau" paix', "drooit"]
    ),
    records=st.sampled_from([(), ("note",), ("body",)]),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_answers_are_those_of_an_index_without_the_hidden(
    tmp_path: Path, texts: list[str], hidden: set[int], text: str, records: tuple[str, ...]
) -> None:
    documents = [
        document(number, words, key=f"{'body' if number % 3 else 'note'}:{number}")
        for number, words in enumerate(texts)
    ]
    public = [one for number, one in enumerate(documents) if number not in hidden]

    def hide(number: int, one: SearchDocument) -> SearchDocument:
        return replace(one, audiences=("members",)) if number in hidden else one

    query = Query(text=text, records=records, per_page=50)
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(hide(number, one) for number, one in enumerate(documents))
    found = engine.find(query)
    engine.rebuild(public)
    assert replace(found, records={}) == replace(engine.find(query), records={})


@given(
    words=st.lists(st.tuples(st.integers(0, 255), st.integers(1, 9)), min_size=1, max_size=12),
    enough=st.integers(0, 60),
)
def test_heavy_documents_are_those_whose_words_add_up(
    words: list[tuple[int, int]], enough: int
) -> None:
    sets, weights = zip(*words, strict=True)
    heavy = find_heavy(sets, weights, enough)
    for number in range(8):
        total = sum(weight for bits, weight in words if bits >> number & 1)
        assert (heavy >> number & 1) == (total >= enough)


@pytest.mark.parametrize("text", [" ".join(f"mot{number}" for number in range(40)), "a b c " * 30])
def test_more_words_than_a_question_may_have_are_left_out(engine: WhooshEngine, text: str) -> None:
    engine.rebuild([document(1, "mot1 mot3"), *FILLING])
    assert engine.find(Query(text=text)).total <= 1
