"""A record leads where its own name is asked for, and the reader's language at equal worth."""

from pathlib import Path

from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.questions import Query
from portal.search.synonyms import Synonyms
from tests.search.conftest import document


def keys(engine: WhooshEngine, text: str, **values: object) -> list[int]:
    hits = engine.find(Query(text=text, **values)).hits
    return [int(hit.key.partition(":")[2]) for hit in hits]


LABELS = tuple(f"Renforcement {language} (OLDDF/F, PAR)" for language in ("fr", "en", "ar"))


def test_an_acronym_leads_to_what_it_names_before_what_stands_beside_it(
    engine: WhooshEngine,
) -> None:
    beside = [document(number, "texte", keywords=LABELS) for number in range(5)]
    named = document(7, "long " * 300, names=("PAR",), title="Plan régional")
    told = document(8, "Ce que dit le PAR, ce que fait le PAR")
    engine.rebuild([*beside, told, named, *beside[1:]])
    assert keys(engine, "PAR")[:2] == [7, 8]
    assert keys(engine, "OLDDF")[0] in range(5)


def test_a_whole_title_or_name_comes_first(engine: WhooshEngine) -> None:
    texts = [document(number, title="La paix, la paix, la paix !") for number in range(3)]
    engine.rebuild(
        [
            *texts,
            document(4, "mot " * 2000, title="Élections de la Paix"),
            document(5, "mot " * 2000, title="Autre", names=("R.D.P.", "la paix des élections")),
        ]
    )
    assert keys(engine, "elections de la paix")[0] == 4
    assert keys(engine, "la paix des elections")[0] == 5
    assert keys(engine, "rdp") == [5]
    assert keys(engine, "elections de la paix", sort="title")[0] == 5


def test_names_outlive_changes_and_merging(engine: WhooshEngine) -> None:
    for number in range(12):
        one = document(number, "paix " * 9, names=(f"P{number}X",), title=f"Paix {number}")
        engine.update([(one.key, one)])
    engine.update([("note:3", None)])
    engine.tidy()
    assert keys(engine, "paix 5")[0] == 5
    assert keys(engine, "P7X") == [7]


def test_the_readers_language_comes_first_at_equal_worth(engine: WhooshEngine) -> None:
    engine.rebuild(
        document(number, "Kayes Gao", language=language, added=f"{number}")
        for number, language in enumerate(("fra", "eng", "ara", "bam"))
    )
    for interface, first in (("fr", 0), ("en", 1), ("ar", 2)):
        for text in ("Kayes", "Kayes Gao", "Kayes Gao Inconnu"):
            assert keys(engine, text, language=interface)[0] == first, (interface, text)
    engine.update([("note:9", document(9, "Kayes", title="Kayes", language="eng"))])
    assert keys(engine, "Kayes", language="fr")[0] == 9


def test_words_as_typed_come_before_their_synonyms(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index", lambda: Synonyms([["VBG", "violences"]]))
    engine.rebuild([document(1, title="Les VBG"), document(2, title="Les violences")])
    assert keys(engine, "VBG") == [1, 2]
    assert keys(engine, "violences") == [2, 1]
