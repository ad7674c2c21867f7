"""Answers a query from one snapshot."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from portal.search.answers import Hit, Results
from portal.search.engine import layout
from portal.search.engine.cache import Cache
from portal.search.engine.filtering import Selection, of_kinds, rank_values, visible_to
from portal.search.engine.finding import find_need
from portal.search.engine.matches import Matches
from portal.search.engine.plan import Need
from portal.search.engine.ranking import list_best, list_sorted, rarity
from portal.search.engine.segment import Segment
from portal.search.engine.snapshot import Part, Snapshot
from portal.search.engine.snippets import Highlighter
from portal.search.questions import Query

log = logging.getLogger(__name__)

MOST_HITS = 1000
_LARGEST_PAGE = 100


@dataclass
class Found:
    """What a plan finds in one segment.

    `everywhere` meets all of it, in every kind of record; `bits` is what may be answered.
    """

    segment: Segment
    matches: list[Matches]
    everywhere: int
    bits: int
    chosen: int = 0


@dataclass(slots=True)
class Candidate:
    """A hit before its page is known: where it stands in the list, and whose it is."""

    rank: tuple[float | str, int]
    score: int
    segment: Segment
    document: int


@dataclass
class Answer:
    """The documents that meet a plan, over all segments."""

    snapshot: Snapshot
    needs: Sequence[Need]
    query: Query
    cache: Cache[Matches]
    is_partial: bool = False
    parts: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find the documents that the asker may see, before anything is counted."""
        self.parts = [self._find(part) for part in self.snapshot.parts]

    @property
    def visible(self) -> int:
        """How many documents of the kinds meant meet the plan, whatever the filters."""
        return sum(part.bits.bit_count() for part in self.parts)

    def keys(self, limit: int) -> list[str]:
        """Return the keys of what is found, in the order that the query asks for."""
        for part in self.parts:
            part.chosen = Selection(part.segment, self.query.filters).keep(part.bits)
        return [one.segment.records.value("key", one.document) for one in self._candidates(limit)]

    def results(self, *, suggestion: str | None = None) -> Results:
        """Return the page that the query asks for."""
        counts: dict[str, Counter[str]] = {}
        total = 0
        for part in self.parts:
            selection = Selection(part.segment, self.query.filters)
            selection.count(part.bits, counts)
            part.chosen = selection.keep(part.bits)
            total += part.chosen.bit_count()
        return Results(
            hits=self._hits(total),
            total=total,
            facets=rank_values(counts, self.query.filters),
            suggestion=suggestion,
            is_partial=self.is_partial and total > 0,
            records=self._count_records(),
            terms=[token for need in self.needs for token in need.tokens if not need.is_excluded],
        )

    def _find(self, part: Part) -> Found:
        segment = part.segment
        bits = part.alive & visible_to(segment, self.query.audiences)
        found: list[Matches] = []
        for need in self.needs:
            make = partial(find_need, segment, need)
            matches = self.cache.get((segment.name, need.groups), make)
            if need.is_excluded:
                bits &= ~matches.bits
            else:
                found.append(matches)
        everywhere = bits & _meet(found) if self.needs else bits
        if self.is_partial:
            bits &= _meet(found, may_miss_one=True)
        else:
            bits = everywhere
        return Found(segment, found, everywhere, bits & of_kinds(segment, self.query.records))

    def _count_records(self) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for part in self.parts:
            for kind, members in part.segment.kinds.items():
                counts[kind] += (members & part.everywhere).bit_count()
        return dict(counts)

    def _hits(self, total: int) -> list[Hit]:
        size = min(max(1, self.query.per_page), _LARGEST_PAGE)
        last = max(1, -(-min(total, MOST_HITS) // size))
        start = (min(max(1, self.query.page), last) - 1) * size
        candidates = self._candidates(start + size)[start : start + size]
        highlighters: dict[str, Highlighter] = {}
        return [self._hit(candidate, highlighters) for candidate in candidates]

    def _candidates(self, limit: int) -> list[Candidate]:
        sort = self.query.sort
        if sort == "relevance" and not self.needs:
            sort = "newest"
        parts = [part for part in self.parts if part.chosen]
        if sort == "relevance":
            return self._ranked(parts, limit)
        found = [
            Candidate((part.segment.sort_keys[sort][document], document), 0, part.segment, document)
            for part in parts
            for document in list_sorted(part.segment, part.chosen, sort, limit)
        ]
        return sorted(found, key=lambda one: one.rank, reverse=sort == "newest")[:limit]

    def _ranked(self, parts: list[Found], limit: int) -> list[Candidate]:
        columns = zip(*(part.matches for part in self.parts), strict=True)
        counts = [sum(map(len, column)) for column in columns]
        weights = [rarity(count, self.snapshot.documents) for count in counts]
        found = [
            Candidate((score, document), score, part.segment, document)
            for part in parts
            for score, document in list_best(
                part.segment, part.chosen, part.matches, weights, limit
            )
        ]
        return sorted(found, key=lambda one: one.rank, reverse=True)[:limit]

    def _hit(self, candidate: Candidate, highlighters: dict[str, Highlighter]) -> Hit:
        segment, document = candidate.segment, candidate.document
        key = segment.records.value("key", document)
        if not self.needs:
            return Hit(key=key, score=0)
        hit = Hit(key=key, score=candidate.score / 255_000)
        try:
            highlighter = highlighters.get(segment.name)
            if highlighter is None:
                highlighter = highlighters[segment.name] = Highlighter(segment, self.needs)
            hit = replace(hit, title=highlighter.title(document))
            snippet = highlighter.snippet(document)
            return replace(hit, snippets=[snippet] if snippet else [])
        except Exception:
            log.exception("no snippet", extra={"key": key})
            layout.ask_for_check(self.snapshot.directory.parent)
            return hit


def _meet(found: Sequence[Matches], *, may_miss_one: bool = False) -> int:
    """Return the documents that meet all conditions, or all but one; none without conditions."""
    every, all_but_one = -1, 0
    for matches in found:
        all_but_one = (all_but_one & matches.bits) | (every & ~matches.bits)
        every &= matches.bits
    if not found:
        return 0
    return every | all_but_one if may_miss_one else every
