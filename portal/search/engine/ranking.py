"""The best documents of a segment, by impact or by date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nlargest
from itertools import compress, islice, repeat
from math import log
from operator import add, mul

from portal.search.engine.matches import Matches, gather
from portal.search.engine.postings import ids_of, marks_of, mask_of
from portal.search.engine.segment import Segment

_SCALE = 1000

# To have a word counts as much, in a partial answer, as the most that its place can add.
_PRESENT = 255

# Each word of a document in the reader's language counts as if its impact were so much more.
OWN_LANGUAGE = 16


def rarity(found: int, documents: int) -> int:
    """Return the weight of a condition met by `found` documents: BM25's idf, scaled."""
    return max(1, round(_SCALE * log(1 + (documents - found + 0.5) / (found + 0.5))))


def list_best(
    bits: int, found: Sequence[Matches], weights: Sequence[int], *, own: bytes, limit: int
) -> list[tuple[int, int]]:
    """Return the best (score, document) of those that have all the words, the newest first.

    `own` marks those in the reader's language, which come before others of about their worth.
    """
    if len(found) == 1:
        return _list_by_level(found[0], bits, weights[0], own, limit)
    documents = ids_of(bits, len(own))
    if not documents:
        return []
    scores = map(mul, gather(found[0].dense, documents), repeat(weights[0]))
    for matches, weight in zip(found[1:], weights[1:], strict=True):
        scores = map(add, scores, map(mul, gather(matches.dense, documents), repeat(weight)))
    return _list_highest(scores, documents, weights, own, limit)


def list_heaviest(
    bits: int, found: Sequence[Matches], weights: Sequence[int], *, own: bytes, limit: int
) -> list[tuple[int, int]]:
    """Return the best (score, document) of those that have only some of the words."""
    documents = ids_of(bits, len(own))
    if not documents:
        return []
    scores: Iterable[int] = repeat(0, len(documents))
    for matches, weight in zip(found, weights, strict=True):
        worth = [0, *range(weight * (_PRESENT + 1), weight * (2 * _PRESENT + 1), weight)]
        levels = gather(matches.dense, documents)
        scores = map(add, scores, map(worth.__getitem__, levels))
    return _list_highest(scores, documents, weights, own, limit)


def list_sorted(segment: Segment, bits: int, sort: str, limit: int) -> list[int]:
    """Return the first documents in the order of a list: newest, oldest, title."""
    marks = marks_of(bits, segment.size)
    order = segment.order(sort)
    return list(islice(compress(order, gather(marks, order)), limit))


def _list_highest(
    scores: Iterable[int],
    documents: Sequence[int],
    weights: Sequence[int],
    own: bytes,
    limit: int,
) -> list[tuple[int, int]]:
    bonus = 0, OWN_LANGUAGE * sum(weights)
    totals = list(map(add, scores, map(bonus.__getitem__, gather(own, documents))))
    least = nlargest(limit, totals)[-1]
    best = compress(zip(totals, documents, strict=True), map(least.__le__, totals))
    return nlargest(limit, best)


def _list_by_level(
    matches: Matches, bits: int, weight: int, own: bytes, limit: int
) -> list[tuple[int, int]]:
    """Return the best (score, document) for one condition, without a step per document."""
    levels = int.from_bytes(matches.dense, "little")
    if bits != matches.bits:
        levels &= mask_of(marks_of(bits, matches.size))
    preferred = levels & mask_of(own)
    groups = ((preferred, OWN_LANGUAGE), (levels ^ preferred, 0))
    best = [
        ((level + bonus) * weight, document)
        for group, bonus in groups
        for level, document in _list_levels(group, matches.size, limit)
    ]
    return nlargest(limit, best)


def _list_levels(levels: int, size: int, limit: int) -> list[tuple[int, int]]:
    """Look for the highest impacts first: a search for a byte, at the speed of C."""
    if not levels:
        return []
    impacts = levels.to_bytes(size, "little")
    best: list[tuple[int, int]] = []
    for level in range(max(impacts), 0, -1):
        place = impacts.rfind(level)
        while place >= 0 and len(best) < limit:
            best.append((level, place))
            place = impacts.rfind(level, 0, place)
        if len(best) >= limit:
            break
    return best
