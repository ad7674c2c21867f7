"""Answers a query from one snapshot."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial, reduce
from operator import and_

from portal.search.answers import Correction, Hit, Results
from portal.search.engine import layout
from portal.search.engine.cache import Cache
from portal.search.engine.filtering import Selection, of_kinds, rank_values, visible_to
from portal.search.engine.finding import find_need
from portal.search.engine.matches import Matches
from portal.search.engine.partial import FEW_WHOLE, find_enough, find_heavy, weigh
from portal.search.engine.plan import Need
from portal.search.engine.ranking import list_best, list_heaviest, list_sorted, rarity
from portal.search.engine.segment import Segment
from portal.search.engine.snapshot import Part, Snapshot
from portal.search.engine.snippets import Highlighter
from portal.search.questions import Query

log = logging.getLogger(__name__)

MOST_HITS = 1000
_LARGEST_PAGE = 100

# A single word has no partial answers.
_FEWEST_WORDS = 2


@dataclass
class Found:
    """What a plan finds in one segment, as bitsets.

    `visible` is all that the asker may see, `allowed` what the compulsory conditions leave
    of it in the kinds meant. `everywhere` meets every condition, in any kind of record.
    `whole` and `some` are the answers that have all the words, and only some of them;
    `chosen` are those that the filters allow.
    """

    segment: Segment
    matches: list[Matches]
    visible: int
    allowed: int
    everywhere: int
    whole: int
    some: int = 0
    chosen: int = 0
    words: list[Matches] = field(default_factory=list)


@dataclass(slots=True)
class Candidate:
    """A hit before its page is known: where it stands in the list, and whose it is."""

    rank: tuple[float | str, int]
    score: int
    found: Found
    document: int


@dataclass
class Answer:
    """The documents that meet a plan, over all segments.

    `words` are the conditions of which partial answers meet some, `weights` what each counts.
    """

    snapshot: Snapshot
    needs: Sequence[Need]
    query: Query
    cache: Cache[Matches]
    correction: Correction | None = None
    parts: list[Found] = field(default_factory=list)
    words: Sequence[Need] = ()
    weights: Sequence[int] = ()

    def __post_init__(self) -> None:
        """Find the documents that the asker may see, before anything is counted."""
        self.parts = [self._find(part) for part in self.snapshot.parts]

    def list_unknown(self) -> list[str]:
        """Return the words, as typed, that nothing visible to the asker has."""
        if any(part.everywhere for part in self.parts):
            return []
        unmet = [need for need in self._optional if not self._is_met(need)]
        single = [word for need in unmet for word in need.parts or (need,)]
        return [word.tokens[0] for word in single if not (word.is_prefix or self._is_met(word))]

    def list_contexts(self) -> list[int]:
        """Return, for each segment, the documents that have all the words that are known."""
        known = [need for need in self._optional if self._is_met(need)]
        return [
            reduce(
                and_,
                (self._matches(part.segment, need).bits for need in known),
                part.allowed if known else 0,
            )
            for part in self.parts
        ]

    def add_partial(self) -> None:
        """Add what has enough of the words, where few documents have all of them."""
        if sum(part.whole.bit_count() for part in self.parts) >= FEW_WHOLE:
            return
        words = [word for need in self._optional for word in self._split(need)]
        has_phrase = any(need.is_compulsory and not need.is_excluded for need in self.needs)
        if len(words) + has_phrase < _FEWEST_WORDS:
            return
        for part in self.parts:
            part.words = [self._matches(part.segment, word) for word in words]
        self.words = words
        counts = [
            sum((part.words[place].bits & part.allowed).bit_count() for part in self.parts)
            for place in range(len(words))
        ]
        self.weights = weigh(counts, sum(part.allowed.bit_count() for part in self.parts))
        if any(counts) or has_phrase:
            self._add_heavy(find_enough(self.weights, counts))

    def keys(self, limit: int) -> list[str]:
        """Return the keys of what is found, in the order that the query asks for."""
        for part in self.parts:
            part.chosen = Selection(part.segment, self.query.filters).keep(part.whole | part.some)
        return [
            one.found.segment.records.value("key", one.document) for one in self._candidates(limit)
        ]

    def results(self) -> Results:
        """Return the page that the query asks for."""
        counts: dict[str, Counter[str]] = {}
        whole = total = 0
        for part in self.parts:
            selection = Selection(part.segment, self.query.filters)
            selection.count(part.whole | part.some, counts)
            part.chosen = selection.keep(part.whole | part.some)
            total += part.chosen.bit_count()
            whole += (part.chosen & part.whole).bit_count()
        return Results(
            hits=self._hits(total),
            total=total,
            whole=whole,
            some_words=self._list_some_words(),
            facets=rank_values(counts, self.query.filters),
            correction=self.correction,
            records=self._count_records(),
            terms=[token for need in self.needs for token in need.tokens if not need.is_excluded],
        )

    @property
    def _optional(self) -> list[Need]:
        return [need for need in self.needs if need.is_optional]

    def _find(self, part: Part) -> Found:
        segment = part.segment
        visible = part.alive & visible_to(segment, self.query.audiences)
        meant = of_kinds(segment, self.query.records)
        found: list[Matches] = []
        everywhere = allowed = visible
        for need in self.needs:
            matches = self._matches(segment, need)
            bits = ~matches.bits if need.is_excluded else matches.bits
            everywhere &= bits
            if not need.is_optional:
                allowed &= bits
            if not need.is_excluded:
                found.append(matches)
        if self.needs and not found:
            everywhere = 0
        return Found(segment, found, visible, allowed & meant, everywhere, everywhere & meant)

    def _matches(self, segment: Segment, need: Need) -> Matches:
        return self.cache.get((segment.name, need.groups), partial(find_need, segment, need))

    def _is_met(self, need: Need) -> bool:
        """Return whether anything visible meets a condition, in any kind of record."""
        return any(self._matches(part.segment, need).bits & part.visible for part in self.parts)

    def _split(self, need: Need) -> Sequence[Need]:
        """Return a condition, or its words where nothing has the whole expression."""
        return (need,) if not need.parts or self._is_met(need) else need.parts

    def _add_heavy(self, enough: int) -> None:
        for part in self.parts:
            sets = [matches.bits & part.allowed for matches in part.words]
            part.some = find_heavy(sets, self.weights, enough) & part.allowed & ~part.whole

    def _list_some_words(self) -> list[str]:
        return [
            word.text
            for place, word in enumerate(self.words)
            if any(part.words[place].bits & part.some & part.chosen for part in self.parts)
        ]

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
        """Return the first hits: those that have all the words before the others."""
        whole = [(part, part.chosen & part.whole) for part in self.parts]
        found = self._order(whole, limit, is_whole=True)
        if len(found) < limit and self.words:
            some = [(part, part.chosen & part.some) for part in self.parts]
            found += self._order(some, limit - len(found), is_whole=False)
        return found

    def _order(
        self, parts: Iterable[tuple[Found, int]], limit: int, *, is_whole: bool
    ) -> list[Candidate]:
        sort = self.query.sort
        if sort == "relevance" and not self.needs:
            sort = "newest"
        if sort != "relevance":
            found = [
                Candidate((part.segment.sort_keys[sort][document], document), 0, part, document)
                for part, bits in parts
                for document in list_sorted(part.segment, bits, sort, limit)
            ]
            return sorted(found, key=lambda one: one.rank, reverse=sort == "newest")[:limit]
        rank = self._rank_whole if is_whole else self._rank_partial
        found = [
            Candidate((score, document), score, part, document)
            for part, bits in parts
            if bits
            for score, document in rank(part, bits, limit)
        ]
        return sorted(found, key=lambda one: one.rank, reverse=True)[:limit]

    def _rank_whole(self, part: Found, bits: int, limit: int) -> list[tuple[int, int]]:
        return list_best(part.segment, bits, part.matches, self._rarities, limit)

    def _rank_partial(self, part: Found, bits: int, limit: int) -> list[tuple[int, int]]:
        return list_heaviest(part.segment, bits, part.words, self.weights, limit)

    @cached_property
    def _rarities(self) -> list[int]:
        columns = zip(*(part.matches for part in self.parts), strict=True)
        counts = [sum(map(len, column)) for column in columns]
        return [rarity(count, self.snapshot.documents) for count in counts]

    def _hit(self, candidate: Candidate, highlighters: dict[str, Highlighter]) -> Hit:
        part, document = candidate.found, candidate.document
        segment = part.segment
        key = segment.records.value("key", document)
        if not self.needs:
            return Hit(key=key, score=0)
        hit = Hit(
            key=key,
            score=candidate.score / 255_000,
            is_whole=bool(part.whole >> document & 1),
            words=self._words_of(part, document),
        )
        try:
            highlighter = highlighters.get(segment.name)
            if highlighter is None:
                highlighter = highlighters[segment.name] = Highlighter(segment, self._shown)
            hit = replace(hit, title=highlighter.title(document))
            snippet = highlighter.snippet(document)
            return replace(hit, snippets=[snippet] if snippet else [])
        except Exception:
            log.exception("no snippet", extra={"key": key})
            layout.ask_for_check(self.snapshot.directory.parent)
            return hit

    @cached_property
    def _shown(self) -> list[Need]:
        """The conditions that hits show: compulsory ones, and the words of partial answers."""
        wanted = [need for need in self.needs if not need.is_excluded]
        if not self.words:
            return wanted
        return [*(need for need in wanted if need.is_compulsory), *self.words]

    def _words_of(self, part: Found, document: int) -> list[str]:
        """Return the words of the question that a document has."""
        found = (self._matches(part.segment, need).dense[document] for need in self._shown)
        return [need.text for need, level in zip(self._shown, found, strict=True) if level]
