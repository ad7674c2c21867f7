"""Builds one segment in memory and writes it: documents in, sorted postings out."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from operator import call
from typing import Any

from portal.search.documents import SearchDocument
from portal.search.engine import postings
from portal.search.engine.draft import BODY, KEYWORD, LABEL, Draft
from portal.search.engine.records import RecordsWriter
from portal.search.engine.terms import (
    AUDIENCE,
    FACET,
    KEY,
    LANGUAGE,
    NAME,
    RECORD,
    TERM,
    DictionaryWriter,
)
from portal.search.engine.vocabulary import IMPACT_BITS, Lookup, TermTable
from portal.search.engine.wording import Wording
from portal.search.engine.words import fold_name, write_words

# The shape of BM25. Lengths are compared with a fixed one, so that an impact is final when
# written: no statistic of the index can change it.
SATURATION, LENGTH_SHARE, USUAL_LENGTH = 1.2, 0.5, 500

MOST_POSITIONS = 24_000_000
_LONGEST_SEGMENT = 20_000

# Documents go through each step together: what a step needs then stays in the processor.
_BATCH, _BATCH_LETTERS = 256, 1_500_000


class SegmentBuilder:
    """Takes documents one by one; `write` gives the finished Whoosh segment."""

    def __init__(self, storage: Any, segment: Any) -> None:
        """Create the files of the segment."""
        self.segment = segment
        self._storage = storage
        self._records = RecordsWriter(storage, segment)
        self._table = TermTable()
        self._lookups: dict[tuple[str, bool, bool], Lookup] = {}
        self._wording = Wording()
        self._sets: dict[str, array[int]] = {}
        self._position = 0
        self._waiting: list[SearchDocument] = []
        self._letters = 0

    def __len__(self) -> int:
        """Return how many documents were taken."""
        return len(self._records) + len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether it is time to write, before memory runs high."""
        return self._position > MOST_POSITIONS or len(self) >= _LONGEST_SEGMENT

    def add(self, document: SearchDocument) -> None:
        """Take one document."""
        self._waiting.append(document)
        self._letters += sum(len(page.text) for page in document.pages)
        if len(self._waiting) >= _BATCH or self._letters >= _BATCH_LETTERS:
            self._take()

    def _take(self) -> None:
        first = len(self._records)
        drafts = [Draft(document) for document in self._waiting]
        self._waiting, self._letters = [], 0
        for number, draft in enumerate(drafts, first):
            self._look_up(number, draft)
        for draft in drafts:
            self._place(draft)
        for number, draft in enumerate(drafts, first):
            self._add_postings(number, draft)
            self._add_sets(number, draft.document)
        for draft in drafts:
            self._add_record(draft)

    def _look_up(self, number: int, draft: Draft) -> None:
        self._wording.begin_document(number)
        for text in draft.texts:
            for tokens, shouted in text.pieces:
                lookup = self._lookup(text.family, shouted=shouted, is_public=draft.is_public)
                text.numbers += map(lookup.__getitem__, tokens)
                self._wording.see(tokens)

    def _place(self, draft: Draft) -> None:
        """Give each word its position; a gap keeps phrases within one text."""
        for text in draft.texts:
            text.start = self._position
            end = self._position + len(text.numbers)
            places = map(self._table.place.__getitem__, text.numbers)
            _run(map(call, places, range(self._position, end)))
            self._position = end + 1

    def _add_record(self, draft: Draft) -> None:
        for text in draft.texts:
            if text.page is not None:
                self._records.add_section(text.start, text.page, text.text)
        base = draft.texts[0].start
        self._records.add_record(base, _values(draft.document))

    def write(self) -> Any:
        """Write everything and return the segment, ready for the table of contents."""
        self._take()
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

    def _lookup(self, family: str, *, shouted: bool, is_public: bool) -> Lookup:
        key = (family, shouted, is_public)
        lookup = self._lookups.get(key)
        if lookup is None:
            lookup = Lookup(self._table, family, shouted=shouted, is_public=is_public)
            self._lookups[key] = lookup
        return lookup

    def _add_postings(self, document: int, draft: Draft) -> None:
        weights = self._weigh(draft)
        length = sum(len(text.numbers) + 1 for text in draft.texts if text.weight != LABEL)
        room = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH)
        first = (document << IMPACT_BITS) + 1
        levels = {
            weight: first + int(254 * weight / (weight + room)) for weight in set(weights.values())
        }
        entries = map(levels.__getitem__, weights.values())
        _run(map(call, map(self._table.enter.__getitem__, weights), entries))

    def _weigh(self, draft: Draft) -> dict[int, float]:
        """Return how much each term weighs in a document."""
        mentions: Counter[int] = Counter()
        for text in draft.texts:
            if text.weight == BODY:
                mentions.update(text.numbers)
        found: dict[int, float] = defaultdict(int, mentions)
        beside: set[int] = set()
        for text in draft.texts:
            if text.weight == KEYWORD:
                beside.update(text.numbers)
            elif text.weight != BODY:
                for number, count in Counter(text.numbers).items():
                    found[number] += text.weight * count
        for number in beside:
            found[number] += KEYWORD
        found.pop(0, None)
        for together in self._table.several.keys() & found.keys():
            weight = found.pop(together)
            for number in self._table.several[together]:
                found[number] += weight
        return found

    def _add_sets(self, number: int, document: SearchDocument) -> None:
        keys = [AUDIENCE + audience for audience in document.audiences]
        keys += [NAME + fold_name(name) for name in (document.title, *document.names)]
        for name, values in document.facets.items():
            keys += [f"{FACET}{name}={value}" for value in values]
        own = (KEY + document.key, LANGUAGE + document.language, RECORD + document.record)
        for key in (*own, *dict.fromkeys(keys)):
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
