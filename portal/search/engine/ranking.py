"""The best documents of a segment, by impact or by date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nlargest
from itertools import compress, islice, repeat
from math import log
from operator import add, mul

from portal.search.engine.matches import Matches, gather
from portal.search.engine.postings import ids_of, marks_of
from portal.search.engine.segment import Segment

_SCALE = 1000
_PRESENT = 255


def rarity(found: int, documents: int) -> int:
    """Return the weight of a condition met by `found` documents: BM25's idf, scaled."""
    return max(1, round(_SCALE * log(1 + (documents - found + 0.5) / (found + 0.5))))


def list_best(
    segment: Segment, bits: int, found: Sequence[Matches], weights: Sequence[int], limit: int
) -> list[tuple[int, int]]:
    """Return the best (score, document), of equal ones the newest first."""
    if len(found) == 1:
        return [
            (level * weights[0], document) for level, document in _by_level(found[0], bits, limit)
        ]
    documents = ids_of(bits, segment.size)
    if not documents:
        return []
    scores = map(mul, gather(found[0].dense, documents), repeat(weights[0]))
    for matches, weight in zip(found[1:], weights[1:], strict=True):
        scores = map(add, scores, map(mul, gather(matches.dense, documents), repeat(weight)))
    totals = list(scores)
    least = nlargest(limit, totals)[-1]
    best = compress(zip(totals, documents, strict=True), map(least.__le__, totals))
    return nlargest(limit, best)


def list_heaviest(
    segment: Segment, bits: int, found: Sequence[Matches], weights: Sequence[int], limit: int
) -> list[tuple[int, int]]:
    """Return the best (score, document) of those that have only some of the words.

    To have a word counts as much as the most that its place and number can add.
    """
    documents = ids_of(bits, segment.size)
    if not documents:
        return []
    scores: Iterable[int] = repeat(0, len(documents))
    for matches, weight in zip(found, weights, strict=True):
        worth = [0, *range(weight * (_PRESENT + 1), weight * (2 * _PRESENT + 1), weight)]
        levels = gather(matches.dense, documents)
        scores = map(add, scores, map(worth.__getitem__, levels))
    return nlargest(limit, zip(scores, documents, strict=True))


def list_sorted(segment: Segment, bits: int, sort: str, limit: int) -> list[int]:
    """Return the first documents in the order of a list: newest, oldest, title."""
    marks = marks_of(bits, segment.size)
    order = segment.order(sort)
    return list(islice(compress(order, gather(marks, order)), limit))


def _by_level(matches: Matches, bits: int, limit: int) -> list[tuple[int, int]]:
    """Look for the highest impacts first: a search for a byte, at the speed of C."""
    documents: Sequence[int] = range(matches.size)
    levels = matches.dense
    if bits != matches.bits:
        documents = ids_of(bits, matches.size)
        levels = bytes(gather(levels, documents))
    best: list[tuple[int, int]] = []
    for level in range(max(levels, default=0), 0, -1):
        place = levels.rfind(level)
        while place >= 0 and len(best) < limit:
            best.append((level, documents[place]))
            place = levels.rfind(level, 0, place)
        if len(best) >= limit:
            break
    return best
