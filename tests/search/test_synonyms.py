"""Expressions of equal meaning: kept by administrators, searchable both ways."""

from pathlib import Path

import pytest
from flask import Flask

from portal.errors import InvalidError, NotFoundError
from portal.extensions import run_pending
from portal.search.documents import SearchDocument
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.index import find
from portal.search.indexer import rebuild_index
from portal.search.queries import list_synonym_sets
from portal.search.questions import Query
from portal.search.services import (
    add_synonym_set,
    change_synonym_set,
    load_default_synonyms,
    remove_synonym_set,
)
from portal.search.synonyms import Synonyms
from tests.search.conftest import document


def count(text: str) -> int:
    return find(Query(text=text)).total


def test_a_new_set_works_without_restart_in_both_directions(
    app: Flask, notes: dict[int, SearchDocument]
) -> None:
    notes[1] = document(1, "La CEDEF au Mali")
    notes[2] = document(2, "la convention sur les femmes")
    rebuild_index()
    assert count("CEDEF") == 1
    found = add_synonym_set(["CEDEF", "convention sur les femmes"])
    run_pending()
    assert count("cedef") == 2
    assert count("convention sur les femmes") == 2
    assert count("femmes") == 1
    change_synonym_set(found.id, ["CEDEF", "CEDAW"])
    run_pending()
    assert count("CEDEF") == 1
    remove_synonym_set(found.id)
    run_pending()
    assert list_synonym_sets() == []


@pytest.mark.parametrize(
    "expressions",
    [
        [],
        ["VBG"],
        ["VBG", " VBG "],
        ["VBG", "---"],
        ["a", "b" * 121],
        list("abcdefghijklmnopqrstuvw"),
    ],
)
def test_a_set_that_says_nothing_is_refused(app: Flask, expressions: list[str]) -> None:
    with pytest.raises(InvalidError):
        add_synonym_set(expressions)
    assert list_synonym_sets() == []


def test_a_missing_set_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFoundError):
        change_synonym_set(99, ["a", "b"])
    with pytest.raises(NotFoundError):
        remove_synonym_set(99)


def test_the_sets_of_the_product_are_loaded_once(app: Flask) -> None:
    assert load_default_synonyms() > 5
    assert load_default_synonyms() == 0
    assert any("VBG" in found.expressions for found in list_synonym_sets())


def test_a_name_is_found_across_scripts_in_both_directions(
    app: Flask, notes: dict[int, SearchDocument]
) -> None:
    notes[1] = document(1, "«من أجلكِ» عبارة موجهة إلى المرأة", language="ara")
    notes[2] = document(2, "Le programme Min Ajliki au Maroc")
    load_default_synonyms()
    rebuild_index()
    for text in ("من أجلك", "من أجلكِ", "min ajliki", "Min Ajliki"):
        assert count(text) == 2


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("violence conjugale", "العنف القائم على النوع الاجتماعي"),
        ("femmes battues", "violences basées sur le genre"),
        ("mon mari me frappe", "la violence conjugale"),
        ("mariages précoces", "mariage d’enfants"),
        ("زواج القاصرات", "le mariage d’enfants"),
        ("loi sur la parité", "la loi n° 2015-052"),
        ("quota", "loi 052"),
        ("eau potable", "ji sanuman ye kɛnɛya ye"),
        ("bolokoli", "l’excision"),
        ("micro-crédit", "la microfinance"),
        ("R1325", "la résolution 1325"),
        ("C 190", "la convention n°190"),
        ("succession", "l’héritage des veuves"),
        ("gender based violence", "les VBG"),
        ("women's rights", "حقوق المرأة"),
    ],
)
def test_words_of_the_field_find_each_other(
    app: Flask, notes: dict[int, SearchDocument], typed: str, written: str
) -> None:
    notes[1] = document(1, written)
    notes[2] = document(2, "Une autre note")
    load_default_synonyms()
    rebuild_index()
    assert count(typed) == 1


def test_the_sets_of_the_product_may_be_kept_at_the_desk(app: Flask) -> None:
    load_default_synonyms()
    for found in list_synonym_sets():
        assert change_synonym_set(found.id, found.expressions).expressions == found.expressions


def test_words_of_a_longer_synonym_are_marked_only_together(tmp_path: Path) -> None:
    synonyms = Synonyms([["violence conjugale", "violences faites aux femmes"]])
    engine = WhooshEngine(tmp_path, lambda: synonyms)
    text = "Un sigle fait gagner du temps. Les violences faites aux femmes sont punies."
    engine.rebuild([document(1, text)])
    (hit,) = engine.find(Query(text="violence conjugale")).hits
    marked = [piece for piece, is_match in hit.snippets[0].markup if is_match]
    assert marked == ["violences", "faites", "femmes"]
