"""What every engine behind the door must do."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.answers import Correction
from portal.search.documents import Page
from portal.search.engine.contract import Engine
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.errors import IndexUnavailableError
from portal.search.questions import Query
from tests.search.conftest import document

FACETED = [
    document(
        1, "paix", facets={"kind": ("report",), "place": ("kayes", "gao")}, added="2024-01-01"
    ),
    document(2, "paix", facets={"kind": ("report",), "place": ("gao",)}, added="2024-01-03"),
    document(3, "paix", facets={"kind": ("recording",), "place": ("gao",)}, added="2024-01-02"),
    document(4, "terre", facets={"kind": ("document",)}, added="2024-01-04"),
]


@pytest.fixture(params=[WhooshEngine])
def any_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return request.param(tmp_path / "index")


def keys(engine: Engine, text: str = "", **values: object) -> list[int]:
    results = engine.find(Query(text=text, **values))
    assert results.total >= len(results.hits)
    return [int(hit.key.partition(":")[2]) for hit in results.hits]


def test_an_engine_without_index_says_so(any_engine: Engine) -> None:
    with pytest.raises(IndexUnavailableError):
        any_engine.find(Query(text="paix"))
    with pytest.raises(IndexUnavailableError):
        any_engine.check_files()


def test_an_empty_index_finds_nothing(any_engine: Engine) -> None:
    any_engine.rebuild([])
    assert any_engine.find(Query(text="paix")).total == 0
    assert any_engine.find(Query()).total == 0
    assert any_engine.suggest("pai", language="fr", audiences=["public"], limit=5) == []


def test_all_words_come_before_some_of_the_words(any_engine: Engine) -> None:
    any_engine.rebuild(
        [document(1, "la paix"), document(2, "la paix au Mali"), document(3, "Mali")]
    )
    results = any_engine.find(Query(text="paix mali"))
    assert results.hits[0].key == "note:2"
    assert {hit.key: (hit.is_whole, hit.words) for hit in results.hits} == {
        "note:2": (True, ["paix", "mali"]),
        "note:1": (False, ["paix"]),
        "note:3": (False, ["mali"]),
    }
    assert (results.total, results.whole, results.partial) == (3, 1, 2)
    assert results.some_words == ["paix", "mali"]


def test_a_phrase_wants_its_words_in_order(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "femmes rurales"), document(2, "rurales, les femmes")])
    assert keys(any_engine, '"femmes rurales"') == [1]
    assert keys(any_engine, "« femmes rurales »") == [1]


def test_a_phrase_never_crosses_two_pages(any_engine: Engine) -> None:
    pages = (Page(text="les femmes", number=1), Page(text="rurales", number=2))
    any_engine.rebuild([document(1, pages=pages)])
    assert keys(any_engine, '"femmes rurales"') == []


def test_minus_excludes(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "paix"), document(2, "paix et sécurité")])
    assert keys(any_engine, "paix -sécurité") == [1]
    assert keys(any_engine, '-"paix et sécurité" paix') == [1]
    assert keys(any_engine, "-sécurité") == []


def test_a_star_completes_a_word(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "démocratie"), document(2, "démographie"), document(3, "paix")])
    assert sorted(keys(any_engine, "démo*")) == [1, 2]
    assert keys(any_engine, "démoc*") == [1]


def test_the_title_weighs_more_than_the_text(any_engine: Engine) -> None:
    any_engine.rebuild(
        [document(1, "la paix, la paix", title="Atelier"), document(2, "rien", title="La paix")]
    )
    assert keys(any_engine, "paix") == [2, 1]


def test_values_of_a_facet_are_alternatives_and_facets_add_up(any_engine: Engine) -> None:
    any_engine.rebuild(FACETED)
    both = {"kind": ["report", "recording"]}
    assert sorted(keys(any_engine, "paix", filters=both)) == [1, 2, 3]
    assert keys(any_engine, "paix", filters={**both, "place": ["kayes"]}) == [1]
    assert keys(any_engine, "paix", filters={"kind": ["unknown"]}) == []
    assert keys(any_engine, "paix", filters={"unknown": ["value"]}) == []


def test_a_facet_is_counted_without_its_own_selection(any_engine: Engine) -> None:
    any_engine.rebuild(FACETED)
    facets = any_engine.find(Query(text="paix", filters={"kind": ["recording"]})).facets
    assert facets["kind"] == [("report", 2), ("recording", 1)]
    assert facets["place"] == [("gao", 1)]


def test_a_chosen_value_stays_even_when_it_counts_nothing(any_engine: Engine) -> None:
    any_engine.rebuild(FACETED)
    facets = any_engine.find(Query(text="terre", filters={"kind": ["recording"]})).facets
    assert ("recording", 0) in facets["kind"]


def test_empty_text_lists_everything_with_the_same_facets(any_engine: Engine) -> None:
    any_engine.rebuild(FACETED)
    results = any_engine.find(Query())
    assert results.total == 4
    assert dict(results.facets["kind"]) == {"report": 2, "recording": 1, "document": 1}


def test_what_may_not_be_seen_is_neither_found_counted_nor_suggested(any_engine: Engine) -> None:
    hidden = document(
        9, "paix secrètement", facets={"kind": ("report",)}, audiences=("organisation:5",)
    )
    any_engine.rebuild([*FACETED, hidden])
    assert 9 not in keys(any_engine, "paix")
    assert dict(any_engine.find(Query(text="paix")).facets["kind"])["report"] == 2
    assert any_engine.suggest("secr", language="fr", audiences=["public"], limit=5) == []
    assert any_engine.find(Query(text="secretemant")).correction is None
    theirs = ("public", "organisation:5")
    assert 9 in keys(any_engine, "paix", audiences=theirs)
    assert any_engine.suggest("secr", language="fr", audiences=theirs, limit=5)[0].count == 1
    assert keys(any_engine, "paix", audiences=()) == []


def test_lists_are_sorted_as_asked(any_engine: Engine) -> None:
    any_engine.rebuild(
        [
            document(1, "a", title="Le Zèbre", date="2021", added="2024-01-02"),
            document(2, "a", title="École", date="2020-05", added="2024-01-03"),
            document(3, "a", title="L'avenir", date="", added="2024-01-01"),
        ]
    )
    assert keys(any_engine, sort="newest") == [2, 1, 3]
    assert keys(any_engine, sort="oldest") == [2, 1, 3]
    assert keys(any_engine, sort="title") == [3, 2, 1]


def test_pages_of_results_follow_each_other_and_end(any_engine: Engine) -> None:
    any_engine.rebuild(document(number, "paix", added=f"{number:04}") for number in range(25))
    for sort in ("relevance", "newest"):
        pages = [keys(any_engine, "paix", page=page, sort=sort) for page in (1, 2, 3)]
        assert [len(page) for page in pages] == [10, 10, 5]
        assert len({number for page in pages for number in page}) == 25
        assert keys(any_engine, "paix", page=99, sort=sort) == pages[2]
        assert keys(any_engine, "paix", page=-1, sort=sort) == pages[0]


def test_a_snippet_shows_the_words_and_the_page(any_engine: Engine) -> None:
    pages = tuple(
        Page(text=f"Du texte sans rapport, page {number}. " * 20, number=number, file_id=7)
        for number in range(1, 6)
    )
    found = Page(text="Bien avant, les électrices de Ségou ont voté.", number=6, file_id=7)
    any_engine.rebuild([document(1, summary="Un résumé.", pages=(*pages, found))])
    [hit] = any_engine.find(Query(text="electeur segou")).hits
    [snippet] = hit.snippets
    assert (snippet.page_number, snippet.file_id) == (6, 7)
    assert [text for text, matched in snippet.markup if matched] == ["électrices", "Ségou"]
    assert "".join(text for text, _ in snippet.markup) == found.text


def test_a_long_text_is_cut_around_the_words(any_engine: Engine) -> None:
    text = "avant " * 500 + "la parité progresse " + "après " * 500
    any_engine.rebuild([document(1, text)])
    markup = any_engine.find(Query(text="parité")).hits[0].snippets[0].markup
    shown = "".join(piece for piece, _ in markup)
    assert shown.startswith("… avant")
    assert shown.endswith("après …")
    assert len(shown) < 220
    assert ("parité", True) in markup


def test_the_title_is_marked(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "texte", title="Les œuvres de paix")])
    assert ("œuvres", True) in any_engine.find(Query(text="oeuvre")).hits[0].title


def test_a_changed_document_takes_the_place_of_the_old_one(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "paix"), document(2, "terre")])
    assert any_engine.update([("note:1", document(1, "eau"))]) == 2
    assert keys(any_engine, "paix") == []
    assert keys(any_engine, "eau") == [1]
    assert any_engine.update([("note:2", None), ("note:3", None)]) == 1
    assert keys(any_engine, "terre") == []
    assert any_engine.find(Query()).total == 1


def test_the_same_document_twice_in_one_commit_is_there_once(any_engine: Engine) -> None:
    any_engine.rebuild([])
    any_engine.update([("note:1", document(1, "paix")), ("note:1", document(1, "terre"))])
    assert any_engine.find(Query()).total == 1
    assert keys(any_engine, "terre") == [1]


def test_nothing_changes_when_segments_are_merged(any_engine: Engine) -> None:
    any_engine.rebuild([])
    for number in range(12):
        text = f"la paix et la sécurité numéro{number}"
        changed = document(number, text, facets={"kind": ("report",)}, added=f"{number:02}")
        any_engine.update([(changed.key, changed)])
    any_engine.update([("note:3", None)])
    before = any_engine.find(Query(text='"paix et la sécurité"', per_page=50))
    any_engine.tidy()
    after = any_engine.find(Query(text='"paix et la sécurité"', per_page=50))
    assert {hit.key for hit in after.hits} == {hit.key for hit in before.hits}
    assert {hit.snippets[0] for hit in after.hits} == {hit.snippets[0] for hit in before.hits}
    assert after.facets == before.facets
    assert keys(any_engine, "numero5") == [5]
    assert keys(any_engine, sort="newest", per_page=3) == [11, 10, 9]


def test_a_word_that_nothing_has_is_corrected_at_once(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "le plaidoyer"), document(2, "le parlement")])
    results = any_engine.find(Query(text="plaidoier"))
    assert [hit.key for hit in results.hits] == ["note:1"]
    assert results.correction == Correction(
        text="plaidoyer", original="plaidoier", words=[("plaidoier", "plaidoyer")]
    )
    assert any_engine.find(Query(text="plaidoyer")).correction is None
    assert any_engine.find(Query(text="xyzxyzxyz")).correction is None


def test_each_misspelt_word_of_a_question_is_corrected(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "le plaidoyer au parlement"), document(2, "le parlement")])
    results = any_engine.find(Query(text="plaidoier parlemant"))
    assert results.correction
    assert results.correction.text == "plaidoyer parlement"
    assert results.hits[0].key == "note:1"
    assert results.hits[0].is_whole


def test_words_as_typed_are_not_corrected(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "le plaidoyer au parlement")])
    query = Query(text="plaidoier parlement", is_literal=True)
    results = any_engine.find(query)
    assert results.correction is None
    assert results.some_words == ["parlement"]
    assert any_engine.find_keys(query, limit=9).keys == ["note:1"]
    assert any_engine.find(Query(text="plaidoier", is_literal=True)).total == 0


def test_type_ahead_completes_the_last_word_within_the_others(any_engine: Engine) -> None:
    any_engine.rebuild(
        [
            document(1, "violences basées sur le genre"),
            document(2, "violences et élections"),
            document(3, "élection présidentielle"),
        ]
    )
    found = any_engine.suggest("éle", language="fr", audiences=["public"], limit=5)
    assert [(one.text, one.count) for one in found] == [("élections", 2)] or found[0].count == 2
    found = any_engine.suggest("violences él", language="fr", audiences=["public"], limit=5)
    assert found == []
    found = any_engine.suggest("violences éle", language="fr", audiences=["public"], limit=5)
    assert [one.count for one in found] == [1]
    assert found[0].text.startswith("violences éle")


def test_type_ahead_says_each_word_once(any_engine: Engine) -> None:
    texts = {"fra": "le plaidoyer", "eng": "plaidoyer", "bam": "plaidoyer"}
    any_engine.rebuild(
        document(number, text, language=language)
        for number, (language, text) in enumerate(texts.items())
    )
    found = any_engine.suggest("plai", language="fr", audiences=["public"], limit=5)
    assert [(one.text, one.count) for one in found] == [("plaidoyer", 3)]


def test_names_keep_their_capital_in_suggestions(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "À Kayes, puis à Kayes encore, et kayes une fois")])
    found = any_engine.suggest("kay", language="fr", audiences=["public"], limit=5)
    assert found[0].text == "Kayes"


def test_the_rarest_words_decide_when_nothing_has_all(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "le plaidoyer de Kayes"), document(2, "le plaidoyer de Gao")])
    results = any_engine.find(Query(text="réussir plaidoyer Kayes"))
    assert [hit.key for hit in results.hits] == ["note:1"]
    assert results.is_partial
    assert results.some_words == ["plaidoyer", "Kayes"]
    assert not any_engine.find(Query(text="plaidoyer Kayes")).is_partial
    assert not any_engine.find(Query(text="réussir demain ailleurs")).is_partial
    assert any_engine.find(Query(text="réussir plaidoyer")).is_partial


def test_fingerprints_tell_what_is_indexed(any_engine: Engine) -> None:
    documents = [document(1, "paix"), document(2, "terre")]
    any_engine.rebuild(documents)
    any_engine.update([("note:2", None)])
    assert any_engine.fingerprints() == {"note:1": documents[0].fingerprint}


MIXED = [
    document(1, "le plaidoyer pour la paix", facets={"kind": ("report",)}),
    document(2, "la paix à Gao", facets={"kind": ("report",)}),
    document(3, "la paix", key="body:3", facets={"kind": ("network",)}),
    document(4, "les électrices", key="body:4", facets={"kind": ("network",)}),
]


def test_kinds_of_record_narrow_hits_and_counts(any_engine: Engine) -> None:
    any_engine.rebuild(MIXED)
    results = any_engine.find(Query(text="paix", records=["body"]))
    assert [hit.key for hit in results.hits] == ["body:3"]
    assert results.total == 1
    assert results.facets["kind"] == [("network", 1)]
    assert keys(any_engine, "paix", records=["note", "body"]) == keys(any_engine, "paix")
    assert keys(any_engine, "paix", records=["unknown"]) == []
    assert keys(any_engine, records=["body"]) == [4, 3]


def test_each_kind_of_record_is_counted_whatever_was_chosen(any_engine: Engine) -> None:
    any_engine.rebuild([*MIXED, document(5, "paix", key="body:5", audiences=("members",))])
    for chosen in ({}, {"records": ["body"]}, {"filters": {"kind": ["report"]}}):
        found = any_engine.find(Query(text="paix", **chosen))
        assert found.records == {"note": 2, "body": 1}
    assert any_engine.find(Query()).records == {"note": 2, "body": 2}
    assert any_engine.find(Query(text="électrices")).records == {"note": 0, "body": 1}
    assert any_engine.find(Query(text="...")).records == {}
    theirs = any_engine.find(Query(text="paix", audiences=("public", "members")))
    assert theirs.records == {"note": 2, "body": 2}


def test_words_are_completed_within_the_kind_of_record(any_engine: Engine) -> None:
    any_engine.rebuild(MIXED)

    def complete(prefix: str, *records: str) -> list[tuple[str, int]]:
        found = any_engine.suggest(
            prefix, language="fr", audiences=["public"], limit=5, records=records
        )
        return [(one.text, one.count) for one in found]

    assert complete("pai") == [("paix", 3)]
    assert complete("pai", "body") == [("paix", 1)]
    assert complete("plai", "body") == []
    assert complete("paix éle", "note") == []


def test_rare_kinds_are_completed_among_many_words_of_others(any_engine: Engine) -> None:
    others = [document(number, f"communauté{number} " * 3) for number in range(60)]
    any_engine.rebuild([*others, document(1, "communauté", key="body:1")])
    found = any_engine.suggest(
        "comm", language="fr", audiences=["public"], limit=2, records=["body"]
    )
    assert [one.text for one in found] == ["communauté"]


def test_corrections_know_the_kind_of_record(any_engine: Engine) -> None:
    any_engine.rebuild([document(1, "à Sikasso"), document(2, "Djenné et Sikassa", key="body:2")])

    def correct(text: str, kind: str) -> str | None:
        correction = any_engine.find(Query(text=text, records=[kind])).correction
        return correction and correction.text

    assert correct("sikassu", "note") == "Sikasso"
    assert correct("sikassu", "body") == "Sikassa"
    assert correct("djenna", "note") == "Djenné"
    assert correct("djenné", "note") is None


def test_some_of_the_words_serve_within_the_kind_of_record(any_engine: Engine) -> None:
    any_engine.rebuild(MIXED)
    results = any_engine.find(Query(text="plaidoyer paix demain", records=["note"]))
    assert [hit.key for hit in results.hits] == ["note:1"]
    assert results.is_partial
    assert results.records == {"note": 0, "body": 0}
    assert results.facets["kind"] == [("report", 1)]
    found = any_engine.find(Query(text="plaidoyer paix Gao", records=["body"]))
    assert [hit.words for hit in found.hits] == [["paix"]]
    assert not any_engine.find(Query(text="plaidoyer la paix", records=["note"])).is_partial


def test_kinds_of_record_outlive_changes_and_merging(any_engine: Engine) -> None:
    any_engine.rebuild([])
    for one in MIXED:
        any_engine.update([(one.key, one)])
    any_engine.update([("body:3", None)])
    any_engine.tidy()
    assert any_engine.find(Query()).records == {"note": 2, "body": 1}
    assert keys(any_engine, records=["body"]) == [4]


def test_all_keys_come_in_the_order_of_the_pages(any_engine: Engine) -> None:
    any_engine.rebuild(
        document(number, "paix " * (number % 7 + 1), added=f"{number:04}", facets={"kind": ("a",)})
        for number in range(25)
    )
    for sort in ("relevance", "newest", "title"):
        pages = [keys(any_engine, "paix", page=page, sort=sort) for page in (1, 2, 3)]
        found = any_engine.find_keys(Query(text="paix", sort=sort), limit=100).keys
        assert found == [f"note:{number}" for page in pages for number in page]
        assert any_engine.find_keys(Query(text="paix", sort=sort), limit=3).keys == found[:3]
    assert any_engine.find_keys(Query(text="..."), limit=9).keys == []
    assert any_engine.find_keys(Query(text="terre"), limit=9).keys == []
    assert any_engine.find_keys(Query(text="paix", filters={"kind": ["b"]}), limit=9).keys == []


def test_all_keys_are_those_of_a_partial_answer(any_engine: Engine) -> None:
    any_engine.rebuild(MIXED)
    query = Query(text="plaidoyer paix demain")
    assert any_engine.find_keys(query, limit=9).keys == [
        hit.key for hit in any_engine.find(query).hits
    ]


@given(
    kinds=st.lists(st.sampled_from(["note", "body", "page"]), max_size=12),
    words=st.lists(st.sampled_from(["paix", "terre", "eau"]), min_size=12, max_size=12),
    hidden=st.sets(st.integers(0, 11)),
    wanted=st.sampled_from(["", "paix", "terre eau", "-eau"]),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_kinds_of_record_add_up_to_everything(
    any_engine: Engine, kinds: list[str], words: list[str], hidden: set[int], wanted: str
) -> None:
    any_engine.rebuild(
        document(
            number,
            f"{words[number]} {words[-number]}",
            key=f"{kind}:{number}",
            audiences=("members",) if number in hidden else ("public",),
        )
        for number, kind in enumerate(kinds)
    )
    everything = any_engine.find(Query(text=wanted, per_page=50))
    assert sum(everything.records.values()) == everything.whole
    gathered = []
    for kind in set(kinds):
        found = any_engine.find(Query(text=wanted, records=[kind], per_page=50))
        assert found.whole == everything.records[kind]
        assert found.records == everything.records
        gathered += [hit.key for hit in found.hits if hit.is_whole]
    assert sorted(gathered) == sorted(hit.key for hit in everything.hits if hit.is_whole)
