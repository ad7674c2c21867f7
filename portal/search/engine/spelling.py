"""Corrects words that nothing has: the nearest words of the index take their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from portal.search.analysis.analyser import family_of, query_terms
from portal.search.analysis.tokens import TOKEN, strip_elision
from portal.search.answers import Correction
from portal.search.engine.filtering import meant_by
from portal.search.engine.matches import unite
from portal.search.engine.sounds import sound_of
from portal.search.engine.words import Word, fold_word
from portal.search.grammar import clean

if TYPE_CHECKING:
    from portal.search.engine.snapshot import Part, Snapshot
    from portal.search.questions import Query

# Shorter words have too many neighbours; from a length on, two letters may be wrong.
_SHORTEST, _LONG = 4, 6

# So many of the nearest words are looked up in what the asker may see.
_MOST_CANDIDATES = 24
_EVERYBODY = ["public"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may have been meant: how many edits away, and whether it sounds the same."""

    word: Word
    edits: int
    is_homophone: bool

    @property
    def cost(self) -> int:
        """How unlikely the mistake is; what sounds the same is easily written."""
        return 2 * self.edits - self.is_homophone


class Speller:
    """Finds the words that were meant, among those that the asker may know of."""

    def __init__(self, snapshot: Snapshot, query: Query, contexts: Sequence[int]) -> None:
        """Remember who asks; `contexts` are the documents with the other words, by segment."""
        self._query = query
        self._family = family_of(query.language)
        self._only_public = list(query.audiences) == _EVERYBODY
        self._parts = [
            (part, part.alive & meant_by(part.segment, query), context)
            for part, context in zip(snapshot.parts, contexts, strict=True)
        ]

    def correct(self, words: Sequence[str]) -> Correction | None:
        """Return the query with those of the words corrected that have a near word."""
        better = {word: near for word in words if (near := self._nearest(strip_elision(word)))}
        if not better:
            return None
        text = TOKEN.sub(
            lambda found: _put(found.group(), better.get(found.group())), clean(self._query.text)
        )
        pairs = [(strip_elision(word), near) for word, near in better.items()]
        return Correction(text=text, original=self._query.text, words=pairs)

    def _nearest(self, word: str) -> str | None:
        folded = fold_word(word)
        if len(folded) < _SHORTEST or any(map(str.isdigit, folded)):
            return None
        candidates = sorted(
            self._list_candidates(folded),
            key=lambda one: (one.cost, -one.word.documents, -one.word.frequency, one.word.written),
        )
        ranked: list[tuple[int, bool, bool, int, int, Word]] = []
        for one in candidates[:_MOST_CANDIDATES]:
            found, together = self._count(one.word)
            if found:
                is_foreign = one.word.term[0] != self._family
                ranked.append((one.cost, not together, is_foreign, -found, len(ranked), one.word))
        return min(ranked)[-1].written if ranked else None

    def _list_candidates(self, folded: str) -> list[Candidate]:
        """Return the words of about the same spelling that the asker may know."""
        sound, most = sound_of(folded), 2 if len(folded) >= _LONG else 1
        found: dict[tuple[str, str], Candidate] = {}
        for part, _, _ in self._parts:
            for spelling, edits in _list_near(part, folded, most):
                is_homophone = sound_of(spelling) == sound
                if spelling[0] != folded[0] and edits > 1 and not is_homophone:
                    continue
                for word in part.segment.list_words(f"{spelling}\0"):
                    if word.is_public or not self._only_public:
                        found.setdefault(word.key, Candidate(word, edits, is_homophone))
        return list(found.values())

    def _count(self, word: Word) -> tuple[int, int]:
        """Return how many documents have a word, and how many the other words as well."""
        count = together = 0
        terms = query_terms(word.written)
        for part, meant, context in self._parts:
            found = unite([part.segment.matches(term) for term in terms], part.segment.size).bits
            count += (found & meant).bit_count()
            together += (found & meant & context).bit_count()
        return count, together


def _list_near(part: Part, folded: str, most: int) -> list[tuple[str, int]]:
    """Return the spellings of a segment at so many edits; swapped neighbours are one."""
    near = extract_iter(
        folded, part.segment.list_spellings(), scorer=OSA.distance, score_cutoff=most
    )
    return [
        (spelling, int(edits))
        for spelling, edits, _ in near
        if len(spelling) >= _SHORTEST - 1 and not any(map(str.isdigit, spelling))
    ]


def _put(token: str, better: str | None) -> str:
    """Return a token with the word in it replaced, its elision kept: l'excission, l'excision."""
    if better is None:
        return token
    head, found, _ = token.rpartition(strip_elision(token))
    return head + better if found else better
