"""An engine on an empty folder, and documents to put into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.search.documents import Page, SearchDocument
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.sources import Source, forget_source, list_sources, register_source


def document(number: int, text: str = "", **values: object) -> SearchDocument:
    """Return a small French document, public unless told otherwise."""
    pages = (Page(text=text),) if text else ()
    defaults = {"key": f"note:{number}", "language": "fra", "title": f"Note {number}"}
    return SearchDocument(**{**defaults, "pages": pages, **values})


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild([])
    return engine


@pytest.fixture
def notes(app: Flask) -> Iterator[dict[int, SearchDocument]]:
    """The published objects of the only feature: what stands here should be found."""
    others = list_sources()
    for kind in others:
        forget_source(kind)
    kept: dict[int, SearchDocument] = {}
    register_source(
        "note",
        Source(
            load=lambda numbers: [kept[number] for number in numbers if number in kept],
            fingerprints=lambda: [(number, one.fingerprint) for number, one in kept.items()],
        ),
    )
    yield kept
    forget_source("note")
    for kind, source in others.items():
        register_source(kind, source)
