"""The memory of an index build: each raw token is analysed once, then looked up."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from itertools import repeat
from operator import and_, rshift, truth

from portal.search.analysis.analyser import terms_of

Append = Callable[[int], object]

IMPACT_BITS = 8
_IMPACT = 255


class TermTable:
    """Numbers every term, and keeps its growing postings.

    An entry is a document and the impact of the term in it, packed in one number.
    """

    def __init__(self) -> None:
        """Start with number 0, where the positions of stop words vanish."""
        self.names: list[str] = []
        self.entries: list[array[int]] = []
        self.positions: list[array[int]] = []
        self.place: list[Append] = []
        self.enter: list[Append] = []
        self.several: dict[int, tuple[int, ...]] = {}
        self._numbers: dict[tuple[str, ...], int] = {}
        self._append("", truth)

    def number(self, terms: tuple[str, ...]) -> int:
        """Return the number that stands for these terms at one position."""
        if not terms:
            return 0
        if terms not in self._numbers:
            self._numbers[terms] = self._add(terms)
        return self._numbers[terms]

    def describe(self, number: int) -> tuple[str, int]:
        """Return the first term that a number stands for, and how many documents have it."""
        first = self.several.get(number, (number,))[0]
        return self.names[first], len(self.entries[first])

    def split(self, number: int) -> tuple[array[int], bytes]:
        """Return the documents of a term, and its impact in each."""
        entries = self.entries[number]
        documents = array("I", map(rshift, entries, repeat(IMPACT_BITS)))
        return documents, bytes(map(and_, entries, repeat(_IMPACT)))

    def _add(self, terms: tuple[str, ...]) -> int:
        if len(terms) == 1:
            positions = array("I")
            return self._append(terms[0], positions.append, positions)
        numbers = tuple(self.number((term,)) for term in terms)
        places = [self.place[number] for number in numbers]
        number = self._append("", lambda position: _place_all(places, position))
        self.several[number] = numbers
        return number

    def _append(self, name: str, place: Append, positions: array[int] | None = None) -> int:
        self.names.append(name)
        entries = array("I")
        self.entries.append(entries)
        self.enter.append(entries.append)
        self.positions.append(array("I") if positions is None else positions)
        self.place.append(place)
        return len(self.names) - 1


class Lookup(dict[str, int]):
    """Raw token to term number, for one family of languages."""

    def __init__(self, table: TermTable, family: str, *, shouted: bool, is_public: bool) -> None:
        """Fill itself from the analyser as tokens come."""
        super().__init__()
        self.is_public = is_public
        self._table = table
        self._family = family
        self._shouted = shouted

    def __missing__(self, token: str) -> int:
        """Analyse a token that was not seen before."""
        number = self._table.number(terms_of(token, self._family, shouted=self._shouted))
        self[token] = number
        return number


def _place_all(places: list[Append], position: int) -> None:
    for place in places:
        place(position)
