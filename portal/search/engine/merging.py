"""Joins segments into one and leaves out what was deleted."""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import compress, groupby, repeat
from operator import add, attrgetter, itemgetter
from pathlib import Path
from typing import Any

from portal.search.engine import postings
from portal.search.engine.records import COLUMNS, Records, RecordsWriter
from portal.search.engine.terms import (
    AUDIENCE,
    FACET,
    KEY,
    LANGUAGE,
    NAME,
    RECORD,
    TERM,
    Dictionary,
    DictionaryWriter,
)
from portal.search.engine.words import Word, WordList, merge_words, write_words


class Part:
    """A segment on its way into another: where its documents and positions go."""

    def __init__(self, directory: Path, segment: Any, *, first: int, base: int) -> None:
        """Read the segment; its first living document gets the number `first`."""
        name = segment.segment_id()
        self.dictionary = Dictionary(directory, name)
        self.records = Records(directory, name)
        self.words = WordList(directory, name)
        self.base = base
        self._alive = bytearray(b"\1") * len(self.records)
        for document in segment.deleted_docs():
            self._alive[document] = 0
        self._numbers = array("I", [first]) * len(self.records)
        for document in self.records:
            self._numbers[document] = first
            first += self._alive[document]
        self._is_whole = all(self._alive)

    def list_documents(self) -> Iterator[int]:
        """Yield the living documents."""
        return compress(range(len(self._alive)), self._alive)

    def count_documents(self) -> int:
        """Return how many documents live."""
        return sum(self._alive)

    def list_blocks(self, letter: str) -> Iterator[tuple[str, Part, memoryview]]:
        """Yield (key, this part, block) for the keys of one letter."""
        for key, block in self.dictionary.list_blocks(letter):
            yield key, self, block

    def renumber(self, documents: array[int]) -> array[int]:
        """Return the new numbers of the living ones among these documents."""
        kept = self._kept(documents, documents)
        return array("I", map(self._numbers.__getitem__, kept))

    def read(self, block: memoryview) -> tuple[array[int], bytes, array[int]]:
        """Return the documents, impacts and positions of a block as they will be."""
        documents, impacts = postings.decode_documents(block)
        places = postings.decode_positions(block)
        if not self._is_whole:
            owners = [found - 1 for found in map(bisect_right, repeat(self.records.bases), places)]
            places = array("I", self._kept(places, array("I", owners)))
            impacts = bytes(self._kept(impacts, documents))
        moved = array("I", map(add, places, repeat(self.base)))
        return self.renumber(documents), impacts, moved

    def _kept(self, values: Any, documents: array[int]) -> Any:
        if self._is_whole:
            return values
        return compress(values, map(self._alive.__getitem__, documents))


def merge_segments(directory: Path, storage: Any, target: Any, segments: list[Any]) -> Any:
    """Write the living documents of `segments` into the new segment `target`."""
    parts = _read_parts(directory, segments)
    records = RecordsWriter(storage, target)
    for part in parts:
        _copy_records(part, records)
    records.close(sum(part.records.bases[-1] for part in parts))
    dictionary = DictionaryWriter(storage, target)
    for letter in (AUDIENCE, FACET, KEY, LANGUAGE, NAME, RECORD):
        _merge_sets(parts, letter, dictionary, sum(part.count_documents() for part in parts))
    terms = _merge_terms(parts, dictionary, len(records))
    dictionary.close()
    write_words(storage, target, _merge_words(parts, terms))
    target.set_doc_count(len(records))
    return target


def _read_parts(directory: Path, segments: list[Any]) -> list[Part]:
    parts: list[Part] = []
    first, base = 0, 0
    for segment in segments:
        part = Part(directory, segment, first=first, base=base)
        parts.append(part)
        first += part.count_documents()
        base += part.records.bases[-1]
    return parts


def _copy_records(part: Part, records: RecordsWriter) -> None:
    for document in part.list_documents():
        for section in part.records.list_sections(document):
            records.add_packed_section(
                section.position + part.base,
                section.number,
                section.file_id,
                part.records.packed(section),
            )
        values = [part.records.value(column, document) for column in COLUMNS]
        records.add_record(part.records.bases[document] + part.base, values)


def _blocks(parts: list[Part], letter: str) -> Iterator[tuple[str, list[tuple[Part, memoryview]]]]:
    """Yield each key once, with the blocks that the parts have for it, in order of parts."""
    merged = heapq.merge(*(part.list_blocks(letter) for part in parts), key=itemgetter(0))
    for key, group in groupby(merged, key=itemgetter(0)):
        yield key, [(part, block) for _, part, block in group]


def _merge_sets(parts: list[Part], letter: str, dictionary: DictionaryWriter, size: int) -> None:
    for key, blocks in _blocks(parts, letter):
        documents = array("I")
        for part, block in blocks:
            documents.extend(part.renumber(postings.decode_ids(block, len(part.records))))
        if documents:
            dictionary.add_block((letter + key).encode(), postings.encode_set(documents, size))


def _merge_terms(parts: list[Part], dictionary: DictionaryWriter, size: int) -> set[str]:
    terms: set[str] = set()
    for name, blocks in _blocks(parts, TERM):
        documents, impacts, positions = array("I"), bytearray(), array("I")
        for part, block in blocks:
            some, levels, places = part.read(block)
            documents.extend(some)
            impacts += levels
            positions.extend(places)
        if documents:
            terms.add(name)
            joined = postings.encode(documents, impacts, positions, size)
            dictionary.add_block((TERM + name).encode(), joined)
    return terms


def _merge_words(parts: list[Part], terms: set[str]) -> Iterator[Word]:
    """Yield the words whose term still stands somewhere."""
    order = attrgetter("key")
    merged = heapq.merge(*(part.words.find("") for part in parts), key=order)
    for (_, term), group in groupby(merged, key=order):
        if term in terms:
            yield merge_words(group)
