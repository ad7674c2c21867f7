"""Finds which documents answer a query, in one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial, reduce
from operator import and_

from portal.search.answers import Correction
from portal.search.engine.cache import Cache
from portal.search.engine.filtering import of_kinds, visible_to
from portal.search.engine.finding import find_need
from portal.search.engine.matches import Matches
from portal.search.engine.partial import FEW_WHOLE, find_enough, find_heavy, weigh
from portal.search.engine.plan import Need
from portal.search.engine.ranking import rarity
from portal.search.engine.segment import Segment
from portal.search.engine.snapshot import Part, Snapshot
from portal.search.questions import Query

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

    @property
    def text(self) -> str:
        """What was searched, corrected where it had to be."""
        return self.correction.text if self.correction else self.query.text

    def find(self, segment: Segment, need: Need) -> Matches:
        """Return what a condition finds in a segment, from the cache if it is there."""
        return self.cache.get((segment.number, need.groups), partial(find_need, segment, need))

    def list_unknown(self) -> list[str]:
        """Return the words, as typed, that nothing visible to the asker has."""
        if any(part.everywhere for part in self.parts):
            return []
        unmet = [need for need in self._optional if not self._is_met(need)]
        single = [word for need in unmet for word in need.parts or (need,)]
        return [word.tokens[0] for word in single if word.is_correctable and not self._is_met(word)]

    def list_contexts(self) -> list[int]:
        """Return, for each segment, the documents that have all the words that are known."""
        known = [need for need in self._optional if self._is_met(need)]
        return [
            reduce(
                and_,
                (self.find(part.segment, need).bits for need in known),
                part.allowed if known else 0,
            )
            for part in self.parts
        ]

    @cached_property
    def rarities(self) -> list[int]:
        """The weight of each condition: the rarer in what the asker may see, the more."""
        documents = sum(part.visible.bit_count() for part in self.parts)
        columns = zip(
            *([matches.bits & part.visible for matches in part.matches] for part in self.parts),
            strict=True,
        )
        return [rarity(sum(map(int.bit_count, column)), documents) for column in columns]

    @cached_property
    def shown(self) -> list[Need]:
        """The conditions that hits show: compulsory ones, and the words of partial answers."""
        wanted = [need for need in self.needs if not need.is_excluded]
        if not self.words:
            return wanted
        return [*(need for need in wanted if need.is_compulsory), *self.words]

    def add_partial(self) -> None:
        """Add what has enough of the words, where few documents have all of them."""
        if sum(part.whole.bit_count() for part in self.parts) >= FEW_WHOLE:
            return
        words = [word for need in self._optional for word in self._split(need)]
        has_phrase = any(need.is_compulsory and not need.is_excluded for need in self.needs)
        is_single = words == self._optional and len(words) + has_phrase < _FEWEST_WORDS
        if is_single or not words:
            return
        for part in self.parts:
            part.words = [self.find(part.segment, word) for word in words]
        self.words = words
        counts = [
            sum((part.words[place].bits & part.allowed).bit_count() for part in self.parts)
            for place in range(len(words))
        ]
        self.weights = weigh(counts, sum(part.allowed.bit_count() for part in self.parts))
        if any(counts) or has_phrase:
            self._add_heavy(find_enough(self.weights, counts))

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
            matches = self.find(segment, need)
            bits = ~matches.bits if need.is_excluded else matches.bits
            everywhere &= bits
            if not need.is_optional:
                allowed &= bits
            if not need.is_excluded:
                found.append(matches)
        if self.needs and not found:
            everywhere = 0
        return Found(segment, found, visible, allowed & meant, everywhere, everywhere & meant)

    def _is_met(self, need: Need) -> bool:
        """Return whether anything visible meets a condition, in any kind of record."""
        return any(self.find(part.segment, need).bits & part.visible for part in self.parts)

    def _split(self, need: Need) -> Sequence[Need]:
        """Return a condition, or its words where nothing has the whole expression."""
        return (need,) if not need.parts or self._is_met(need) else need.parts

    def _add_heavy(self, enough: int) -> None:
        for part in self.parts:
            sets = [matches.bits & part.allowed for matches in part.words]
            part.some = find_heavy(sets, self.weights, enough) & part.allowed & ~part.whole
