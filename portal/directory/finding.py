"""Which organisations some words mean: by their names first, then by what they do and say."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
from portal.search.answers import Correction
from portal.search.errors import IndexUnavailableError
from portal.search.grammar import LONGEST_TEXT, MOST_WORDS
from portal.search.index import find_keys
from portal.search.questions import Query
from portal.vocabulary.queries import fold

# Fewer letters stand inside nearly every name.
SHORTEST_INSIDE = 3

# So many words of a name, in their order or not, are meant as the name.
TELLING_WORDS = 3
MOST_NAMED = 3

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

    `whole` have all the words, `partial` only some, of `some_words`; the best that the index
    has found has `best_words`. `named` are those whose name the words are. `correction` says
    what was searched instead of the text, `is_degraded` that only names were looked at.
    """

    whole: Sequence[int]
    partial: Sequence[int] = ()
    named: Sequence[int] = ()
    some_words: Sequence[str] = ()
    best_words: Sequence[str] = ()
    correction: Correction | None = None
    is_degraded: bool = False

    @property
    def ids(self) -> list[int]:
        """All of them, best first."""
        return [*self.whole, *self.partial]


class Fit(IntEnum):
    """How well a name answers words, the best first."""

    EXACT = 0
    BEGINS = 1
    INSIDE = 2


def find_organisations(text: str, *, viewer: User | None, language: str) -> Found:
    """Return those of the organisations shown to the viewer that some words mean.

    Whose name it is comes first, then names with words that begin so, then names that have
    them inside, then what the index finds in the sheets. No text means all, by name. Without
    an index, names alone are looked at. A text that is in a name is never corrected.
    """
    shown = open_register(viewer).bodies
    if not text.strip():
        return Found(whole=list(shown))
    names = _find_names(text, viewer)
    query = Query(text=text, audiences=audiences_of(viewer), records=(KIND,), language=language)
    try:
        keys = find_keys(replace(query, is_literal=bool(names)))
    except IndexUnavailableError:
        return Found(whole=_merge(names, ()), named=_list_named(names, text), is_degraded=True)
    if keys.correction:
        names = _find_names(keys.correction.text, viewer)
    ranked = [int(key.partition(":")[2]) for key in keys.keys]
    whole = dict.fromkeys(id_ for id_ in _merge(names, ranked[: keys.whole]) if id_ in shown)
    return Found(
        whole=list(whole),
        partial=[id_ for id_ in ranked[keys.whole :] if id_ in shown and id_ not in whole],
        named=_list_named(names, keys.correction.text if keys.correction else text),
        some_words=keys.some_words,
        best_words=keys.best_words,
        correction=keys.correction,
    )


def _list_named(names: Sequence[tuple[Fit, int]], text: str) -> list[int]:
    """Return those that a text names: exactly, or by several words that begin no other name."""
    exact = [id_ for fit, id_ in names if fit is Fit.EXACT]
    if exact:
        return exact[:MOST_NAMED]
    begun = [id_ for fit, id_ in names if fit is Fit.BEGINS]
    is_telling = len(_words(text)) >= TELLING_WORDS and len(begun) == 1
    return begun if is_telling else []


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
    text = text[:LONGEST_TEXT]
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
    fits = ((_fit(row, words, whole), row.id) for row in rows)
    return [(fit, id_) for fit, id_ in fits if fit is not None]


def _fit(organisation: Organisation, words: Sequence[str], whole: str) -> Fit | None:
    """Return how well the names have the words; the first part of an acronym is one (OLDDF/F)."""
    names = [fold(name) for name in organisation.names]
    joined = {name.replace(" ", "") for name in names}
    if whole in joined or whole in fold(organisation.acronym).split()[:1]:
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
