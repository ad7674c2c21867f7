"""The door of search: what features call."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import current_app

from portal.config import Settings
from portal.search.answers import Correction, Hit, Keys, Markup, Results, Snippet, Suggestion
from portal.search.documents import Page, SearchDocument
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.errors import IndexUnavailableError
from portal.search.queries import is_behind
from portal.search.questions import Query, Sort
from portal.search.synonym_file import SynonymFile
from portal.search.synonyms import Synonyms

__all__ = [
    "Correction",
    "Hit",
    "IndexUnavailableError",
    "Keys",
    "Markup",
    "Page",
    "Query",
    "Results",
    "SearchDocument",
    "Snippet",
    "Sort",
    "Suggestion",
    "find",
    "find_keys",
    "get_engine",
    "index_stamp",
    "is_available",
    "read_synonyms",
    "suggest",
]

MOST_KEYS = 5_000


def find(query: Query) -> Results:
    """Answer a query; raise IndexUnavailableError when the database list must serve.

    An index that is behind may know words that were taken back, so it corrects none.
    """
    results = get_engine().find(query)
    if results.correction and is_behind():
        return get_engine().find(replace(query, is_literal=True))
    return results


def find_keys(query: Query) -> Keys:
    """Return the keys of all that a query finds, in its order, at most MOST_KEYS.

    Raises IndexUnavailableError; the page of the query does not matter.
    """
    is_literal = query.is_literal or is_behind()
    return get_engine().find_keys(replace(query, is_literal=is_literal), limit=MOST_KEYS)


def suggest(
    prefix: str,
    *,
    language: str,
    audiences: Sequence[str] = ("public",),
    limit: int = 8,
    records: Sequence[str] = (),
) -> list[Suggestion]:
    """Return what the text being typed may become, or raise IndexUnavailableError.

    It is nothing while the index is behind, for the same reason.
    """
    if is_behind():
        return []
    return get_engine().suggest(
        prefix, language=language, audiences=audiences, limit=limit, records=records
    )


def is_available() -> bool:
    """Return whether there is an index that can answer now."""
    try:
        get_engine().refresh()
    except IndexUnavailableError:
        return False
    return True


def index_stamp() -> object:
    """Return what stays equal while answers would be the same; None while there is no index."""
    try:
        return get_engine().stamp()
    except IndexUnavailableError:
        return None


def read_synonyms() -> Synonyms:
    """Return the expressions of equal meaning that answers take into account now."""
    return get_engine().synonyms


def get_engine() -> WhooshEngine:
    """Return the engine of this application, opened at its first use in each process."""
    extensions: dict[str, Any] = current_app.extensions
    if "search" not in extensions:
        settings: Settings = extensions["settings"]
        synonyms = SynonymFile(settings.index_dir)
        extensions.setdefault("search", WhooshEngine(settings.index_dir, synonyms.read))
    engine: WhooshEngine = extensions["search"]
    return engine
