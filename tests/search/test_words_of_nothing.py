"""Words that fold to no letter: neither indexed nor asked for, and no reason for a fault."""

import sys
import unicodedata
from collections.abc import Iterator

import pytest

from portal.search.analysis.analyser import query_terms, terms_of
from portal.search.analysis.folding import fold, fold_arabic
from portal.search.analysis.tokens import TOKEN
from portal.search.engine import layout
from portal.search.engine.marking import Marker
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.highlights import Highlighter
from portal.search.questions import Query
from tests.search.conftest import document

FAMILIES = ("f", "e", "=")
# Alone, doubled, beside an apostrophe, an underscore, a dot, an Arabic letter.
SHAPES = ("{}", "{0}{0}", "l\u2019{}", "{}\u2019s", "_{}", "V.B.{}", "\u0640{}", "\u064e{}")
NOTHING = {
    "acute": "\u0301",
    "marks": "\u0300\u0301\u0302",
    "tatweel": "\u0640\u0640",
    "vowel signs": "\u064b\u064e",
    "selector": "\ufe0f",
    "apostrophes": "\u2019\u2019\u02bc",
    "ligature of signs": "\ufc5e",
    "sign on tatweel": "\ufe77",
    "half width mark": "\uff9e",
    "underscore and mark": "_\u0301_",
    "iota below": "\u037a",
}
TEXT = "la paix {0} durable avance ici, l\u2019{0} {0}, {0}paix. " * 30


def list_unusual() -> Iterator[str]:
    """Yield the letters and marks that folding changes into something else than one letter."""
    for number in range(sys.maxunicode + 1):
        letter = chr(number)
        if unicodedata.category(letter) in {"Cn", "Co", "Cs"} or not TOKEN.search(letter):
            continue
        folded = fold_arabic(fold(letter))
        if len(folded) != 1 or not folded.isalnum() or unicodedata.combining(letter):
            yield letter


def test_no_letter_of_any_script_makes_an_empty_term() -> None:
    unusual = list(list_unusual())
    assert len(unusual) > 500
    for letter in unusual:
        for shape in SHAPES:
            for token in TOKEN.findall(shape.format(letter)):
                terms = set(query_terms(token))
                for family in FAMILIES:
                    terms.update(terms_of(token, family))
                    terms.update(terms_of(token, family, shouted=True))
                assert all(any(map(str.isalnum, term[1:])) for term in terms), (letter, shape)


def test_the_words_of_any_letter_can_be_marked() -> None:
    for letter in list_unusual():
        text = f"{letter} a{letter} {letter}b"
        terms = [term for token in TOKEN.findall(text) for term in query_terms(token)]
        assert list(Marker(dict.fromkeys(terms, 0)).mark(text, "f"))
        assert "".join(part for part, _ in Highlighter(text, "fra").pieces(text)) == text


@pytest.mark.parametrize("nothing", NOTHING.values(), ids=NOTHING)
def test_a_text_with_a_word_of_nothing_is_found_and_shown(
    engine: WhooshEngine, nothing: str, caplog: pytest.LogCaptureFixture
) -> None:
    text = TEXT.format(nothing)
    engine.rebuild(
        document(number, text, title=nothing, language=language, people=(nothing,))
        for number, language in enumerate(("fra", "eng", "ara", "bam"))
    )
    for language in ("fr", "en", "ar"):
        for asked in (nothing, f"-{nothing}", f'"{nothing}"', f"{nothing}*", nothing * 3):
            found = engine.find(Query(text=asked, language=language))
            assert found.total == 0
            engine.suggest(asked, language=language, audiences=["public"], limit=5)
        found = engine.find(Query(text=f"paix {nothing} durable", language=language))
        assert found.total == 4
        assert all(hit.snippets for hit in found.hits)
    assert caplog.records == []
    assert not layout.is_check_asked(engine.root)
