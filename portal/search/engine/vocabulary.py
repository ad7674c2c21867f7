"""The memory of an index build: each raw token is analysed once, then looked up."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from operator import truth

from portal.search.analysis.analyser import terms_of

Append = Callable[[int], None]

_LARGEST = 400_000


class TermTable:
    """Numbers every term, and keeps its growing postings: documents, impacts, positions."""

    def __init__(self) -> None:
        """Start with number 0, where the positions of stop words vanish."""
        self.names: list[str] = []
        self.documents: list[array[int]] = []
        self.impacts: list[bytearray] = []
        self.positions: list[array[int]] = []
        self.place: list[Append] = []
        self.found_in: list[Append] = []
        self.weighs: list[Append] = []
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
        documents, impacts = array("I"), bytearray()
        self.documents.append(documents)
        self.found_in.append(documents.append)
        self.impacts.append(impacts)
        self.weighs.append(impacts.append)
        self.positions.append(array("I") if positions is None else positions)
        self.place.append(place)
        return len(self.names) - 1


class Lookup(dict[str, int]):
    """Raw token to term number, for one family of languages."""

    def __init__(self, table: TermTable, family: str, *, shouted: bool) -> None:
        """Fill itself from the analyser as tokens come."""
        super().__init__()
        self._table = table
        self._family = family
        self._shouted = shouted

    def __missing__(self, token: str) -> int:
        """Analyse a token that was not seen before."""
        if len(self) > _LARGEST:
            self.clear()
        number = self._table.number(terms_of(token, self._family, shouted=self._shouted))
        self[token] = number
        return number


def _place_all(places: list[Append], position: int) -> None:
    for place in places:
        place(position)
