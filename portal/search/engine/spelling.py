"""Corrects words that nothing has: the nearest words of the index take their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from portal.search.analysis.analyser import family_of, query_terms
from portal.search.analysis.folding import compose, is_arabic, is_bambara
from portal.search.analysis.tokens import TOKEN, strip_elision
from portal.search.answers import Correction
from portal.search.engine.matches import unite
from portal.search.engine.mistakes import EASY, cost_of
from portal.search.engine.words import fold_word
from portal.search.grammar import clean

if TYPE_CHECKING:
    from portal.search.engine.answering import Answer

# Shorter words have too many neighbours.
_SHORTEST = 4

# What the mistakes in a word of so many letters may cost; a first letter is seldom wrong.
_LIMITS = ((9, 4), (7, 3), (5, 2), (_SHORTEST, 1))
_FIRST_LETTER = 1

# No word is further away; in a short one, fewer letters are the most.
_MOST_EDITS, _MOST_EDITS_IN_SHORT = 3, 2

# So many words of a question are corrected, each after a look through all spellings; so many
# of the nearest are looked up in what the asker may see.
_MOST_CORRECTED, _MOST_CANDIDATES = 4, 24
_EVERYBODY = ["public"]


class Speller:
    """Finds the words that were meant, among those that the asker may know of."""

    def __init__(self, answer: Answer) -> None:
        """Remember what the asker may see, and the documents that have the other words."""
        self._query = answer.query
        self._family = family_of(answer.query.language)
        self._only_public = list(answer.query.audiences) == _EVERYBODY
        self._parts = answer.parts
        self._contexts = answer.list_contexts()
        self._spellings = [part.segment.list_spellings() for part in answer.parts]

    def correct(self, words: Sequence[str]) -> Correction | None:
        """Return the query with those of the first words corrected that have a near word."""
        words = words[:_MOST_CORRECTED]
        better = {word: near for word in words if (near := self._nearest(strip_elision(word)))}
        if not better:
            return None
        text = TOKEN.sub(
            lambda found: _put(found.group(), better.get(found.group())), clean(self._query.text)
        )
        pairs = [(strip_elision(word), near) for word, near in better.items()]
        return Correction(text=text, original=self._query.text, words=pairs)

    def _nearest(self, typed: str) -> str | None:
        """Return the word that was most likely meant.

        A mistake that is not easily made is believed where the other words stand beside it.
        """
        folded = fold_word(typed)
        if len(folded) < _SHORTEST or any(map(str.isdigit, folded)):
            return None
        near = sorted(set(self._list_near(typed, folded)))[:_MOST_CANDIDATES]
        ranked: list[tuple[int, bool, bool, bool, int, str]] = []
        for cost, is_foreign, written in near:
            count, meant, together = self._count(written)
            if count and (together or cost <= EASY or not any(self._contexts)):
                ranked.append((cost, is_foreign, not meant, not together, -count, written))
        return min(ranked)[-1] if ranked else None

    def _list_near(self, typed: str, folded: str) -> Iterator[tuple[int, bool, str]]:
        """Yield (cost, is of another language, word) for what may be meant and may be known."""
        most = _MOST_EDITS if len(folded) > _SHORTEST else _MOST_EDITS_IN_SHORT
        limit = next(limit for length, limit in _LIMITS if len(folded) >= length)
        for part, spellings in zip(self._parts, self._spellings, strict=True):
            found = extract_iter(folded, spellings, scorer=OSA.distance, score_cutoff=most)
            for spelling, *_ in found:
                if _cost(folded, spelling) <= limit and spelling.isalpha():
                    for word in part.segment.list_words(f"{spelling}\0"):
                        cost = max(_cost(folded, spelling), _accent_cost(typed, word.written))
                        if cost <= limit and (word.is_public or not self._only_public):
                            yield cost, word.term[0] != self._family, word.written

    def _count(self, written: str) -> tuple[int, int, int]:
        """Return in how many visible documents a word is, those meant, those with the others."""
        count = meant = together = 0
        terms = query_terms(written)
        for part, context in zip(self._parts, self._contexts, strict=True):
            segment = part.segment
            matches = unite([segment.matches(term) for term in terms], segment.size)
            found = matches.bits & part.visible
            count += found.bit_count()
            meant += (found & part.allowed).bit_count()
            together += (found & context).bit_count()
        return count, meant, together


def _cost(folded: str, spelling: str) -> int:
    """Return the cost of writing a word so; a first letter is seldom wrong."""
    cost = cost_of(folded, spelling)
    return cost if cost <= EASY or spelling[0] == folded[0] else cost + _FIRST_LETTER


def _accent_cost(typed: str, written: str) -> int:
    """Return the cost with accents, if some were typed: whoever types them means them."""
    lowered = typed.lower()
    if lowered.isascii() or is_arabic(lowered) or is_bambara(lowered):
        return 0
    return cost_of(compose(lowered), compose(written.lower()))


def _put(token: str, better: str | None) -> str:
    """Return a token with the word in it replaced, its elision kept: l'excission, l'excision."""
    if better is None:
        return token
    head, found, _ = token.rpartition(strip_elision(token))
    return head + better if found else better
