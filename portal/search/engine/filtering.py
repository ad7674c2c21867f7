"""Facets as bitsets: selections are unions and intersections, counts are bit counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from portal.search.engine.segment import Segment
from portal.search.questions import Query

Filters = Mapping[str, Sequence[str]]


def visible_to(segment: Segment, audiences: Iterable[str]) -> int:
    """Return the documents that any of these audiences may find."""
    return _unite(segment.audiences, audiences)


def meant_by(segment: Segment, query: Query) -> int:
    """Return the documents that a query may find: visible to its asker, of its kinds."""
    return visible_to(segment, query.audiences) & of_kinds(segment, query.records)


def of_kinds(segment: Segment, records: Sequence[str]) -> int:
    """Return the documents that are of any of these kinds; all of them without a kind."""
    return _unite(segment.kinds, records) if records else -1


class Selection:
    """The chosen facet values, as bitsets of one segment."""

    def __init__(self, segment: Segment, filters: Filters) -> None:
        """Unite the values of each facet."""
        self._facets = segment.facets
        self._chosen = {
            name: _unite(self._facets.get(name, {}), values) for name, values in filters.items()
        }

    def keep(self, bits: int, *, except_for: str = "") -> int:
        """Return the documents that every selection allows, but for that of one facet."""
        for name, chosen in self._chosen.items():
            if name != except_for:
                bits &= chosen
        return bits

    def count(self, bits: int, counts: dict[str, Counter[str]]) -> None:
        """Add what these documents count for each value, without the facet's own selection."""
        everywhere = self.keep(bits)
        for name, values in self._facets.items():
            base = self.keep(bits, except_for=name) if name in self._chosen else everywhere
            counter = counts.setdefault(name, Counter())
            if not base:
                continue
            for value, members in values.items():
                if count := (members & base).bit_count():
                    counter[value] += count


def rank_values(
    counts: dict[str, Counter[str]], filters: Filters
) -> dict[str, list[tuple[str, int]]]:
    """Return the values of each facet, most frequent first; chosen ones stay even at 0."""
    for name, values in filters.items():
        counter = counts.setdefault(name, Counter())
        for value in values:
            counter.setdefault(value, 0)
    return {
        name: sorted(counter.items(), key=lambda entry: (-entry[1], entry[0]))
        for name, counter in sorted(counts.items())
    }


def _unite(members: Mapping[str, int], names: Iterable[str]) -> int:
    bits = 0
    for name in names:
        bits |= members.get(name, 0)
    return bits
