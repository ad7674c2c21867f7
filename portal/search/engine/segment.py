"""One segment as readers see it: postings by term, facets as bitsets, records."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import count, repeat
from operator import rshift, sub
from pathlib import Path

from portal.search.analysis.folding import fold
from portal.search.engine.cache import Cache
from portal.search.engine.matches import Matches, TermMatches, nothing
from portal.search.engine.postings import decode_set, marks_of
from portal.search.engine.records import Records
from portal.search.engine.terms import (
    AUDIENCE,
    FACET,
    LANGUAGE,
    NAME,
    RECORD,
    TERM,
    Dictionary,
)
from portal.search.engine.words import Word, WordList

MatchesCache = Cache[Matches]

_BLOCK_BITS = 12

# What is cached of a segment is kept under a number: names are random, and may come again.
_NUMBERS = count()


class Segment:
    """An immutable segment; deletions are said by the snapshot that holds it."""

    def __init__(self, directory: Path, name: str, cache: MatchesCache) -> None:
        """Open the segment of this name."""
        self.name = name
        self.number = next(_NUMBERS)
        self.records = Records(directory, name)
        self.size = len(self.records)
        self._dictionary = Dictionary(directory, name)
        self._words = WordList(directory, name)
        self._cache = cache
        self._orders: dict[str, array[int]] = {}
        self._marks: dict[str, bytes] = {}

    @cached_property
    def audiences(self) -> dict[str, int]:
        """For each audience, the documents it may find."""
        return self._read_sets(AUDIENCE)

    @cached_property
    def kinds(self) -> dict[str, int]:
        """For each kind of record, the documents that are of it."""
        return self._read_sets(RECORD)

    @cached_property
    def languages(self) -> dict[str, int]:
        """For each language, the documents that are in it."""
        return self._read_sets(LANGUAGE)

    def marks_of_language(self, language: str) -> bytes:
        """Return one byte for each document: 1 where it is in this language."""
        if language not in self._marks:
            self._marks[language] = marks_of(self.languages.get(language, 0), self.size)
        return self._marks[language]

    def named(self, folded: str) -> int:
        """Return the documents of which this is the title or another whole name."""
        block = self._dictionary.find_block(NAME + folded) if folded else None
        return 0 if block is None else decode_set(block, self.size)

    @cached_property
    def facets(self) -> dict[str, dict[str, int]]:
        """For each facet and value, the documents that have it."""
        facets: dict[str, dict[str, int]] = {}
        for key, bits in self._read_sets(FACET).items():
            name, _, value = key.partition("=")
            facets.setdefault(name, {})[value] = bits
        return facets

    def owners(self, positions: Sequence[int]) -> array[int]:
        """Return the documents in which these positions lie, each once, ascending."""
        blocks = list(map(rshift, positions, repeat(_BLOCK_BITS)))
        lows = map(self._blocks.__getitem__, blocks)
        highs = map(self._blocks[1:].__getitem__, blocks)
        found = set(map(bisect_right, repeat(self._starts), positions, lows, highs))
        return array("I", map(sub, sorted(found), repeat(1)))

    @cached_property
    def _starts(self) -> list[int]:
        """The position at which each document begins, as numbers ready to compare."""
        return self.records.bases.tolist()

    @cached_property
    def _blocks(self) -> list[int]:
        """How many documents begin before each block of positions: where to look closer."""
        last = self._starts[-1] >> _BLOCK_BITS
        return [bisect_left(self._starts, block << _BLOCK_BITS) for block in range(last + 3)]

    def matches(self, term: str) -> Matches:
        """Return the documents of a term."""
        return self._cache.get((self.number, term), lambda: self._read(term))

    def list_words(self, prefix: str) -> list[Word]:
        """Return the words whose folded spelling begins so."""
        return self._words.find(prefix)

    def list_spellings(self) -> list[str]:
        """Return the folded spelling of every word."""
        return self._words.list_spellings()

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
            order = sorted(range(self.size), key=keys.__getitem__)
            self._orders[sort] = array("I", reversed(order) if sort == "newest" else order)
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
