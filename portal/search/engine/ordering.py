"""Puts the documents of an answer in order: named so, with all the words, with some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.search.engine.answering import Answer, Found
from portal.search.engine.ranking import list_best, list_heaviest, list_sorted
from portal.search.engine.words import fold_name

# The languages of the interface, as documents name theirs.
_LANGUAGES = {"fr": "fra", "en": "eng", "ar": "ara"}

Tier = Sequence[tuple[Found, int]]


@dataclass(slots=True)
class Candidate:
    """A hit before its page is known: where it stands in its tier, and whose it is."""

    rank: tuple[float | str, int]
    score: int
    found: Found
    document: int


def list_candidates(answer: Answer, limit: int) -> list[Candidate]:
    """Return the first hits in the order of the query; those with all the words lead it."""
    found: list[Candidate] = []
    for tier, is_whole in _list_tiers(answer):
        if len(found) < limit:
            found += _order(answer, tier, limit - len(found), is_whole=is_whole)
    return found


def _list_tiers(answer: Answer) -> Iterator[tuple[Tier, bool]]:
    """Yield the documents that come before all others, then the others."""
    parts = answer.parts
    whole = [part.chosen & part.whole for part in parts]
    if _sort_of(answer) == "relevance":
        name = fold_name(answer.text)
        named = [part.chosen & part.whole & part.segment.named(name) for part in parts]
        yield list(zip(parts, named, strict=True)), True
        whole = [bits & ~first for bits, first in zip(whole, named, strict=True)]
    yield list(zip(parts, whole, strict=True)), True
    yield [(part, part.chosen & part.some) for part in parts], False


def _sort_of(answer: Answer) -> str:
    sort = answer.query.sort
    return "newest" if sort == "relevance" and not answer.needs else sort


def _order(answer: Answer, tier: Tier, limit: int, *, is_whole: bool) -> list[Candidate]:
    parts = [(part, bits) for part, bits in tier if bits]
    sort = _sort_of(answer)
    if sort == "relevance":
        rank = _rank_whole if is_whole else _rank_partial
        found = [
            Candidate((score, document), score, part, document)
            for part, bits in parts
            for score, document in rank(answer, part, bits, limit)
        ]
        return sorted(found, key=lambda one: one.rank, reverse=True)[:limit]
    found = [
        Candidate((part.segment.sort_keys[sort][document], document), 0, part, document)
        for part, bits in parts
        for document in list_sorted(part.segment, bits, sort, limit)
    ]
    return sorted(found, key=lambda one: one.rank, reverse=sort == "newest")[:limit]


def _rank_whole(answer: Answer, part: Found, bits: int, limit: int) -> list[tuple[int, int]]:
    own = _own(answer, part)
    return list_best(bits, part.matches, answer.rarities, own=own, limit=limit)


def _rank_partial(answer: Answer, part: Found, bits: int, limit: int) -> list[tuple[int, int]]:
    own = _own(answer, part)
    return list_heaviest(bits, part.words, answer.weights, own=own, limit=limit)


def _own(answer: Answer, part: Found) -> bytes:
    language = answer.query.language
    return part.segment.marks_of_language(_LANGUAGES.get(language, language))
