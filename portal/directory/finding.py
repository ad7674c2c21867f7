"""Which organisations some words mean: by their names first, then by what they do and say."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import load_only

from portal.auth import policy
from portal.auth.models import User
from portal.directory.indexing import KIND, SITE_AUDIENCE, editors_audience
from portal.directory.models import Organisation
from portal.directory.policy import edit_scope
from portal.directory.queries import is_shown_to
from portal.directory.register import open_register
from portal.extensions import db
from portal.search.analysis.tokens import TOKEN, strip_elision
from portal.search.errors import IndexUnavailableError
from portal.search.grammar import LONGEST_TEXT, MOST_WORDS
from portal.search.index import find, list_keys
from portal.search.questions import Query
from portal.vocabulary.queries import fold

# Fewer letters stand inside nearly every name.
SHORTEST_INSIDE = 3

_NAMES = (
    Organisation.name,
    Organisation.acronym,
    Organisation.expansion,
    Organisation.translations,
    Organisation.aliases,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The organisations found, best first, by id.

    `suggestion` is another text that would find some; `is_partial` tells that none has all
    the words, and these have all but one; `is_degraded` that only names were looked at.
    """

    ids: Sequence[int]
    suggestion: str | None = None
    is_partial: bool = False
    is_degraded: bool = False


class Fit(IntEnum):
    """How well a name answers words, the best first."""

    EXACT = 0
    BEGINS = 1
    INSIDE = 2


def find_organisations(text: str, *, viewer: User | None, language: str) -> Found:
    """Return those of the organisations shown to the viewer that some words mean.

    Whose name it is comes first, then names with words that begin so, then names that have
    them inside, then what the index finds in the sheets. No text means all, by name. Without
    an index, names alone are looked at.
    """
    shown = open_register(viewer).bodies
    if not text.strip():
        return Found(ids=list(shown))
    names = _find_names(text[:LONGEST_TEXT], viewer)
    query = Query(
        text=text,
        audiences=audiences_of(viewer),
        records=(KIND,),
        per_page=1,
        language=language,
    )
    try:
        results = find(query)
        ranked = [int(key.partition(":")[2]) for key in list_keys(query)] if results.total else []
    except IndexUnavailableError:
        return Found(ids=_merge(names, ()), is_degraded=True)
    if names and results.is_partial:
        return Found(ids=_merge(names, ()))
    ids = [id_ for id_ in _merge(names, ranked) if id_ in shown]
    return Found(
        ids=ids,
        suggestion=None if ids else results.suggestion,
        is_partial=results.is_partial and bool(ids),
    )


def audiences_of(viewer: User | None) -> tuple[str, ...]:
    """Return the audiences of the index to which a person belongs, for all kinds of record."""
    if viewer is None:
        return policy.audiences_of(None)
    networks = sorted(policy.review_scope(viewer).organisation_ids)
    site = (SITE_AUDIENCE,) if edit_scope(viewer).is_whole_site else ()
    return (*policy.audiences_of(viewer), *map(editors_audience, networks), *site)


def _merge(names: Sequence[tuple[Fit, int]], ranked: Sequence[int]) -> list[int]:
    """Return those found by name, each fit in the order of the index, then the others."""
    places = {id_: place for place, id_ in enumerate(ranked)}
    last = len(ranked)
    ordered = sorted(names, key=lambda one: (one[0], places.get(one[1], last)))
    return list(dict.fromkeys((*(id_ for _fit, id_ in ordered), *ranked)))


def _find_names(text: str, viewer: User | None) -> list[tuple[Fit, int]]:
    """Return the organisations whose names have all the words, the shortest names first."""
    words = _words(text)
    whole = fold(text).replace(" ", "")
    if not words:
        return []
    rows = db.session.scalars(
        select(Organisation)
        .options(load_only(*_NAMES))
        .where(is_shown_to(viewer), or_(_is_joined(whole), and_(*map(_has_word, words))))
        .order_by(func.length(Organisation.name), Organisation.name)
    )
    fits = ((_fit([fold(name) for name in row.names], words, whole), row.id) for row in rows)
    return [(fit, id_) for fit, id_ in fits if fit is not None]


def _fit(names: Sequence[str], words: Sequence[str], whole: str) -> Fit | None:
    joined = {name.replace(" ", "") for name in names}
    if whole in joined:
        return Fit.EXACT
    known = {word for name in names for word in name.split()}
    if all(_begins(known, word) for word in words) or (
        len(whole) >= SHORTEST_INSIDE and _begins(joined, whole)
    ):
        return Fit.BEGINS
    if all(_begins(known, word) or _is_inside(known, word) for word in words):
        return Fit.INSIDE
    return None


def _begins(known: Iterable[str], beginning: str) -> bool:
    return any(one.startswith(beginning) for one in known)


def _is_inside(known: Iterable[str], part: str) -> bool:
    return len(part) >= SHORTEST_INSIDE and any(part in one for one in known)


def _has_word(word: str) -> ColumnElement[bool]:
    """Return the condition that a word, or its beginning, may stand in a name."""
    if len(word) < SHORTEST_INSIDE:
        return (" " + Organisation.search_names).contains(f" {word}")
    return Organisation.search_names.contains(word)


def _is_joined(whole: str) -> ColumnElement[bool]:
    """Return the condition that a name may be these letters, its spaces and dots left out."""
    return func.replace(Organisation.search_names, " ", "").contains(whole)


def _words(text: str) -> list[str]:
    """Return the words of a text as names are compared: without accents, elisions and dots."""
    tokens = TOKEN.findall(unicodedata.normalize("NFC", text))
    folded = (fold(strip_elision(token.replace(".", ""))) for token in tokens)
    return [word for words in folded for word in words.split()][:MOST_WORDS]
