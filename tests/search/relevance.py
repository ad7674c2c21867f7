"""Runs a file of relevance checks through the real engine."""

import json
from pathlib import Path

from portal.search.documents import Page, SearchDocument
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.questions import Query
from portal.search.synonyms import Synonyms

HERE = Path(__file__).parent
LANGUAGES = {"fr": "fra", "en": "eng", "ar": "ara", "bam": "bam"}


def build_engine(root: Path, name: str) -> tuple[WhooshEngine, list[list]]:
    content = json.loads((HERE / name).read_text())
    seeds = HERE.parent.parent / "portal" / "search" / "data" / "synonyms.json"
    synonyms = Synonyms(json.loads(seeds.read_text()))
    engine = WhooshEngine(root, lambda: synonyms)
    engine.rebuild(
        SearchDocument(
            key=f"item:{i}", language=LANGUAGES[language], title="", pages=(Page(text=text),)
        )
        for i, language, text in content["texts"]
    )
    return engine, content["checks"]


def find_ids(engine: WhooshEngine, text: str) -> set[int]:
    results = engine.find(Query(text=text, per_page=100))
    hits = [hit for hit in results.hits if hit.is_whole or results.is_partial]
    return {int(hit.key.removeprefix("item:")) for hit in hits}


def list_failures(engine: WhooshEngine, checks: list[list]) -> list[str]:
    failures = []
    for topic, text, wanted, unwanted in checks:
        found = find_ids(engine, text)
        if not set(wanted) <= found or found & set(unwanted):
            failures.append(f"{topic}: {text!r} found {sorted(found)}, wanted {wanted}")
    return failures
