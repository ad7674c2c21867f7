"""Which documents of a segment a part of a query finds, and how strongly."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Sequence
from functools import cached_property
from itertools import compress
from operator import itemgetter
from typing import Any

from portal.search.engine.postings import bits_of, decode_documents, decode_positions, ids_of

# Beyond this many lists, the last impact of a document stands for the largest.
_CAREFUL = 8


class Matches:
    """Documents in ascending order with an impact (1 to 255) each.

    `bits` and `dense` are the same in other shapes, made when first needed: a bitset, and
    one impact per document of the segment, 0 for none.
    """

    def __init__(self, documents: array[int], impacts: bytes, size: int) -> None:
        """Take the documents found among `size`."""
        self.documents = documents
        self.impacts = impacts
        self.size = size

    def __len__(self) -> int:
        """Return how many documents are found, deleted ones included."""
        return len(self.documents)

    @cached_property
    def bits(self) -> int:
        """The documents as a bitset."""
        return bits_of(self.documents, self.size)

    @cached_property
    def dense(self) -> bytearray:
        """The impact of every document of the segment."""
        dense = bytearray(self.size)
        spread(dense, self.documents, self.impacts)
        return dense

    @property
    def positions(self) -> array[int]:
        """Where the words stand, over the whole segment, ascending."""
        return array("I")

    @property
    def weight(self) -> int:
        """Bytes held when every shape has been made."""
        return 200 + 5 * len(self.documents) + self.size + self.size // 8


class TermMatches(Matches):
    """The postings of one term."""

    def __init__(self, block: memoryview, size: int) -> None:
        """Decode the documents of a block now, the positions when needed."""
        super().__init__(*decode_documents(block), size)
        self._block = block

    @cached_property
    def positions(self) -> array[int]:
        """Where the term stands, over the whole segment, ascending."""
        return decode_positions(self._block)

    @property
    def weight(self) -> int:
        """Bytes held when every shape has been made."""
        return super().weight + 4 * len(self._block)


def nothing(size: int) -> Matches:
    """Return a match of no document."""
    return Matches(array("I"), b"", size)


def gather(values: Sequence[Any], places: Sequence[int]) -> Sequence[Any]:
    """Return the values at these places."""
    if len(places) > 1:
        return itemgetter(*places)(values)
    return [values[place] for place in places]


def spread(target: bytearray, places: Sequence[int], values: Sequence[int]) -> None:
    """Write each value at its place."""
    deque(map(target.__setitem__, places, values), maxlen=0)


def unite(found: Sequence[Matches], size: int) -> Matches:
    """Return what any of these find; a document keeps its largest impact."""
    found = [matches for matches in found if matches]
    if not found:
        return nothing(size)
    if len(found) == 1:
        return found[0]
    dense = bytearray(size)
    for matches in sorted(found, key=len):
        values: Sequence[int] = matches.impacts
        if len(found) <= _CAREFUL:
            values = list(map(max, gather(dense, matches.documents), values))
        spread(dense, matches.documents, values)
    return _from_dense(dense, sum(map(len, found)))


def _from_dense(dense: bytearray, most: int) -> Matches:
    size = len(dense)
    documents = array("I", compress(range(size), dense))
    impacts = bytes(compress(dense, dense)) if most else b""
    united = Matches(documents, impacts, size)
    united.dense = dense
    return united


def keep_marked(matches: Matches, bits: int) -> Matches:
    """Return only those documents whose bits are set."""
    documents = ids_of(matches.bits & bits, matches.size)
    return Matches(documents, bytes(gather(matches.dense, documents)), matches.size)
