"""Which documents of a segment a part of a query finds, and how strongly."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import compress
from operator import itemgetter
from typing import Any

from portal.search.engine import postings

# Beyond this many lists, the last impact of a document stands for the largest.
_CAREFUL = 8

# Another expression of equal meaning has four fifths of the impact of the words as typed.
_WEAKER = bytes((level * 4 + 4) // 5 for level in range(256))


class Matches:
    """Documents with an impact (1 to 255) each, in three shapes made when first needed.

    `sparse` is (ascending documents, impacts), `dense` one impact per document of the
    segment, 0 for none, `bits` a bitset.
    """

    def __init__(self, count: int, size: int) -> None:
        """Say how many documents are found among how many; a subclass or maker says which."""
        self.count = count
        self.size = size

    def __len__(self) -> int:
        """Return how many documents are found, deleted ones included."""
        return self.count

    @cached_property
    def sparse(self) -> tuple[Sequence[int], bytes]:
        """The documents found, ascending, and their impacts."""
        levels = self.dense
        documents = array("I", compress(range(self.size), levels))
        return documents, bytes(compress(levels, levels))

    @cached_property
    def dense(self) -> bytes | bytearray:
        """The impact of every document of the segment."""
        levels = bytearray(self.size)
        postings.spread(levels, *self.sparse)
        return levels

    @cached_property
    def bits(self) -> int:
        """The documents as a bitset."""
        if "dense" in self.__dict__:
            return postings.levels_to_bits(self.dense)
        return postings.bits_of(self.sparse[0], self.size)

    @property
    def positions(self) -> Sequence[int]:
        """Where the words stand, over the whole segment, ascending."""
        return ()

    @property
    def weight(self) -> int:
        """Bytes held when every shape has been made."""
        return 300 + 5 * self.count + self.size + self.size // 8


class TermMatches(Matches):
    """The postings of one term."""

    def __init__(self, block: memoryview, size: int) -> None:
        """Read the documents of a block now, in the shape they have; positions when needed."""
        super().__init__(postings.count_documents(block), size)
        self._block = block
        if postings.is_dense(block):
            self.dense = postings.decode_levels(block)
        else:
            self.sparse = postings.decode_documents(block)

    @cached_property
    def positions(self) -> Sequence[int]:
        """Where the term stands, over the whole segment, ascending."""
        return postings.decode_positions(self._block)

    @property
    def weight(self) -> int:
        """Bytes held when every shape has been made."""
        return super().weight + 4 * len(self._block)


def make_sparse(documents: Sequence[int], impacts: bytes, size: int) -> Matches:
    """Return a match of these documents."""
    matches = Matches(len(documents), size)
    matches.sparse = documents, impacts
    return matches


def make_dense(levels: bytes | bytearray) -> Matches:
    """Return a match of the documents whose impact is not 0."""
    matches = Matches(len(levels) - levels.count(0), len(levels))
    matches.dense = levels
    return matches


def nothing(size: int) -> Matches:
    """Return a match of no document."""
    return make_sparse(array("I"), b"", size)


def weaken(matches: Matches) -> Matches:
    """Return the same documents with smaller impacts."""
    documents, impacts = matches.sparse
    return make_sparse(documents, impacts.translate(_WEAKER), matches.size)


def gather(values: Sequence[Any], places: Sequence[int]) -> Sequence[Any]:
    """Return the values at these places."""
    if len(places) > 1:
        found: tuple[Any, ...] = itemgetter(*places)(values)
        return found
    return [values[place] for place in places]


def unite(found: Sequence[Matches], size: int) -> Matches:
    """Return what any of these find; a document keeps its largest impact."""
    found = sorted((matches for matches in found if matches), key=len)
    if not found:
        return nothing(size)
    if len(found) == 1:
        return found[0]
    levels = bytearray(found[-1].dense)
    for matches in reversed(found[:-1]):
        documents, values = matches.sparse
        if len(found) <= _CAREFUL:
            values = bytes(map(max, gather(levels, documents), values))
        postings.spread(levels, documents, values)
    return make_dense(levels)
