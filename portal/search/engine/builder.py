"""Builds one segment in memory and writes it: documents in, sorted postings out."""

from __future__ import annotations

from array import array
from collections import Counter, deque
from collections.abc import Iterable
from itertools import repeat
from operator import call
from typing import Any

from portal.search.analysis.analyser import family_of
from portal.search.analysis.folding import compose
from portal.search.analysis.tokens import list_tokens, split_shouted
from portal.search.documents import SearchDocument
from portal.search.engine import postings
from portal.search.engine.records import RecordsWriter
from portal.search.engine.terms import AUDIENCE, FACET, KEY, TERM, DictionaryWriter
from portal.search.engine.vocabulary import IMPACT_BITS, Lookup, TermTable
from portal.search.engine.wording import Wording
from portal.search.engine.words import write_words

# Weights of a word in each part, and the shape of BM25. Lengths are compared with a fixed
# one, so that an impact is final when written: no statistic of the index can change it.
TITLE, PEOPLE, KEYWORDS, SUMMARY, BODY = 10, 6, 5, 3, 1
SATURATION, LENGTH_SHARE, USUAL_LENGTH = 1.2, 0.5, 500

EVERYBODY = "public"

MOST_POSITIONS = 24_000_000
_LONGEST_SEGMENT = 20_000


class SegmentBuilder:
    """Takes documents one by one; `write` gives the finished Whoosh segment."""

    def __init__(self, storage: Any, segment: Any) -> None:
        """Create the files of the segment."""
        self.segment = segment
        self._storage = storage
        self._records = RecordsWriter(storage, segment)
        self._table = TermTable()
        self._lookups: dict[tuple[str, bool, bool], Lookup] = {}
        self._is_public = True
        self._wording = Wording()
        self._sets: dict[str, array[int]] = {}
        self._position = 0

    def __len__(self) -> int:
        """Return how many documents were taken."""
        return len(self._records)

    @property
    def is_full(self) -> bool:
        """Whether it is time to write, before memory runs high."""
        return self._position > MOST_POSITIONS or len(self) >= _LONGEST_SEGMENT

    def add(self, document: SearchDocument) -> None:
        """Take one document."""
        base, number = self._position, len(self)
        weights: Counter[int] = Counter()
        self._is_public = EVERYBODY in document.audiences
        self._wording.begin_document(number)
        family = family_of(document.language)
        for text, weight in _headings(document):
            self._add_text(text, family, weight, weights)
        if document.summary:
            self._records.add_section(self._position, 0, None, document.summary)
            self._add_text(document.summary, family, SUMMARY, weights)
        for page in document.pages:
            text = compose(page.text)
            if not text.strip():
                continue
            self._records.add_section(self._position, page.number, page.file_id, text)
            self._add_text(text, family, BODY, weights)
        self._add_postings(number, weights, self._position - base)
        self._add_sets(number, document)
        self._records.add_record(base, _values(document))

    def write(self) -> Any:
        """Write everything and return the segment, ready for the table of contents."""
        size = len(self)
        dictionary = DictionaryWriter(self._storage, self.segment)
        for key, documents in sorted(self._sets.items()):
            dictionary.add_block(key.encode(), postings.encode_set(documents, size))
        for name, block in self._blocks():
            dictionary.add_block((TERM + name).encode(), block)
        dictionary.close()
        words = self._wording.list_words(self._lookups.values(), self._table)
        write_words(self._storage, self.segment, words)
        self._records.close(self._position)
        self.segment.set_doc_count(size)
        return self.segment

    def cancel(self) -> None:
        """Close the files; the next writer removes them."""
        self._records.cancel()

    def _add_text(self, text: str, family: str, weight: int, weights: Counter[int]) -> None:
        for stretch, shouted in split_shouted(text):
            tokens = list_tokens(stretch)
            numbers = list(map(self._lookup(family, shouted=shouted).__getitem__, tokens))
            end = self._position + len(numbers)
            places = map(self._table.place.__getitem__, numbers)
            _run(map(call, places, range(self._position, end)))
            if weight == BODY:
                weights.update(numbers)
            else:
                for number, count in Counter(numbers).items():
                    weights[number] += weight * count
            self._wording.see(tokens)
            self._position = end
        self._position += 1

    def _lookup(self, family: str, *, shouted: bool) -> Lookup:
        key = (family, shouted, self._is_public)
        lookup = self._lookups.get(key)
        if lookup is None:
            lookup = Lookup(self._table, family, shouted=shouted, is_public=self._is_public)
            self._lookups[key] = lookup
        return lookup

    def _add_postings(self, document: int, weights: Counter[int], length: int) -> None:
        weights.pop(0, None)
        for together in self._table.several.keys() & weights.keys():
            weight = weights.pop(together)
            for number in self._table.several[together]:
                weights[number] += weight
        room = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH)
        first = (document << IMPACT_BITS) + 1
        levels = {
            weight: first + int(254 * weight / (weight + room)) for weight in set(weights.values())
        }
        entries = map(levels.__getitem__, weights.values())
        _run(map(call, map(self._table.enter.__getitem__, weights), entries))

    def _add_sets(self, number: int, document: SearchDocument) -> None:
        keys = [AUDIENCE + audience for audience in document.audiences]
        for name, values in document.facets.items():
            keys += [f"{FACET}{name}={value}" for value in values]
        for key in (KEY + document.key, *dict.fromkeys(keys)):
            clean = key.encode("utf-8", "replace").decode()
            self._sets.setdefault(clean, array("I")).append(number)

    def _blocks(self) -> Iterable[tuple[str, bytes]]:
        table = self._table
        order = sorted((name, number) for number, name in enumerate(table.names) if name)
        for name, number in order:
            if table.entries[number]:
                yield (
                    name,
                    postings.encode(*table.split(number), table.positions[number], len(self)),
                )


def _headings(document: SearchDocument) -> Iterable[tuple[str, int]]:
    yield document.title, TITLE
    yield from zip(document.people, repeat(PEOPLE))
    yield from zip(document.keywords, repeat(KEYWORDS))


def _values(document: SearchDocument) -> tuple[str, ...]:
    return (
        document.key,
        document.language,
        document.fingerprint,
        document.date,
        document.added,
        document.title,
    )


def _run(steps: Iterable[object]) -> None:
    """Run a chain of maps to its end without a Python step in between."""
    deque(steps, maxlen=0)
