"""Any text gives an answer, soon, and never an error."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.questions import Query
from tests.search.conftest import document

NASTY = [
    "",
    " ",
    '"',
    '""',
    '"""',
    "-",
    "--",
    "*",
    "**",
    "a*",
    "aaa*",
    "(((",
    "AND OR NOT",
    "kind:report",
    "[* TO *]",
    "femmes^99999",
    "femmes~",
    "%",
    "\0",
    "\ud800",
    "e\u0301" * 100,
    "\u202e\u200f",
    "’’’''''",
    "-" * 200,
    '-"' * 100,
    "a " * 200,
    "é" * 100_000,
    "femmes " * 10_000,
    "ŋŋŋ*",
    "O.N.G." * 30,
    "/" * 50,
    "OLDDF/F/F/F/F",
    "<script>alert(1)</script>",
    "' OR 1=1; --",
    "السلام*",
    "٢٠١٨",
    "𝔣𝔢𝔪𝔪𝔢𝔰",
    "😀",
    "ﷺ",
    "qu'qu'qu'qu'",
    "V.B.G.*",
    "la le les",
    "-la",
    "PAR par Par",
]
ALPHABET = st.characters() | st.sampled_from('"*-/’. éŋمPAR«»')


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    engine = WhooshEngine(tmp_path_factory.mktemp("hostile") / "index")
    texts = ["Les femmes du Mali, VBG et PAR", "حقوق المرأة 2018", "ŋaniya ɲuman", "les enfants"]
    engine.rebuild(document(number, text) for number, text in enumerate(texts))
    return engine


def ask(engine: WhooshEngine, text: str) -> None:
    started = time.monotonic()
    for language in ("fr", "ar"):
        results = engine.find(Query(text=text, language=language, filters={text[:9]: [text[:9]]}))
        assert results.total >= 0
    engine.find(Query(text=text, audiences=(text,), page=10**12, per_page=10**9))
    engine.suggest(text, language="fr", audiences=["public"], limit=5)
    assert time.monotonic() - started < 4


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_text_is_answered(engine: WhooshEngine, text: str) -> None:
    ask(engine, text)


@given(text=st.text(ALPHABET, max_size=250))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(engine: WhooshEngine, text: str) -> None:
    ask(engine, text)


def test_any_text_can_be_indexed(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(
        document(number, text, title=text, facets={"kind": (text,)})
        for number, text in enumerate(NASTY)
    )
    assert engine.find(Query(per_page=100)).total == len(NASTY)
    assert engine.find(Query(text="femmes")).total >= 2
