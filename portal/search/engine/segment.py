"""One segment as readers see it: postings by term, facets as bitsets, records."""

from __future__ import annotations

from array import array
from functools import cached_property
from pathlib import Path

from portal.search.analysis.folding import fold
from portal.search.engine.cache import Cache
from portal.search.engine.matches import Matches, TermMatches, nothing
from portal.search.engine.postings import decode_set
from portal.search.engine.records import Records
from portal.search.engine.terms import AUDIENCE, FACET, TERM, Dictionary
from portal.search.engine.words import Word, WordList

MatchesCache = Cache[Matches]


class Segment:
    """An immutable segment; deletions are said by the snapshot that holds it."""

    def __init__(self, directory: Path, name: str, cache: MatchesCache) -> None:
        """Open the segment of this name."""
        self.name = name
        self.records = Records(directory, name)
        self.size = len(self.records)
        self._dictionary = Dictionary(directory, name)
        self._words = WordList(directory, name)
        self._cache = cache
        self._orders: dict[str, array[int]] = {}

    @cached_property
    def audiences(self) -> dict[str, int]:
        """For each audience, the documents it may find."""
        return self._read_sets(AUDIENCE)

    @cached_property
    def facets(self) -> dict[str, dict[str, int]]:
        """For each facet and value, the documents that have it."""
        facets: dict[str, dict[str, int]] = {}
        for key, bits in self._read_sets(FACET).items():
            name, _, value = key.partition("=")
            facets.setdefault(name, {})[value] = bits
        return facets

    @cached_property
    def starts(self) -> list[int]:
        """The position at which each document begins, as numbers ready to compare."""
        return self.records.bases.tolist()

    def matches(self, term: str) -> Matches:
        """Return the documents of a term."""
        return self._cache.get((self.name, term), lambda: self._read(term))

    def list_words(self, prefix: str) -> list[Word]:
        """Return the words whose folded spelling begins so."""
        return self._words.find(prefix)

    @cached_property
    def sort_keys(self) -> dict[str, list[str]]:
        """What lists are sorted by, for every document; an unknown date comes last."""
        return {
            "newest": self.records.values("added"),
            "oldest": [date or "~" for date in self.records.values("date")],
            "title": [_title_key(title) for title in self.records.values("title")],
        }

    def order(self, sort: str) -> array[int]:
        """Return every document in the order of a list."""
        if sort not in self._orders:
            keys = self.sort_keys[sort]
            order = sorted(range(self.size), key=keys.__getitem__, reverse=sort == "newest")
            self._orders[sort] = array("I", order)
        return self._orders[sort]

    def _read(self, term: str) -> Matches:
        block = self._dictionary.find_block(TERM + term)
        return nothing(self.size) if block is None else TermMatches(block, self.size)

    def _read_sets(self, letter: str) -> dict[str, int]:
        blocks = self._dictionary.list_blocks(letter)
        return {key: decode_set(block, self.size) for key, block in blocks}


def _title_key(title: str) -> str:
    words = fold(title).lstrip("«\"'([ ")
    for article in ("les ", "le ", "la ", "l'", "l’", "the "):
        words = words.removeprefix(article)
    return words
