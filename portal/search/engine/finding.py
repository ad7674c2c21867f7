"""Finds what a plan asks for in one segment."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import nlargest
from itertools import chain, repeat
from operator import add

from portal.search.engine.matches import Matches, gather, make_sparse, unite, weaken
from portal.search.engine.plan import Element, Group, Need
from portal.search.engine.postings import ids_of
from portal.search.engine.segment import Segment

MOST_EXPANSIONS = 256

# A set of positions is looked up by bisection when it is this many times the smaller.
_BISECT_FROM = 12


def find_need(segment: Segment, need: Need) -> Matches:
    """Return the documents of a segment in which any group of a condition stands.

    The words as typed, the first group, weigh more than expressions of equal meaning.
    """
    first, *others = (find_group(segment, group) for group in need.groups)
    if not others:
        return first
    return unite([first, weaken(unite(others, segment.size))], segment.size)


def find_group(segment: Segment, group: Group) -> Matches:
    """Return the documents of a segment in which a group of words stands."""
    if group.kind == "prefix":
        return _find_prefix(segment, group.prefix)
    if len(group.elements) == 1:
        return _find_element(segment, group.elements[0])
    return _find_all(segment, group) if group.kind == "all" else _find_phrase(segment, group)


def expand_prefix(segment: Segment, prefix: str) -> list[str]:
    """Return the terms of the most frequent words that begin so."""
    words = nlargest(MOST_EXPANSIONS, segment.list_words(prefix), key=lambda word: word.documents)
    return list(dict.fromkeys(word.term for word in words))


def _find_element(segment: Segment, element: Element) -> Matches:
    return unite([segment.matches(term) for term in element.terms], segment.size)


def _find_prefix(segment: Segment, prefix: str) -> Matches:
    terms = expand_prefix(segment, prefix)
    return unite([segment.matches(term) for term in terms], segment.size)


def _find_all(segment: Segment, group: Group) -> Matches:
    found = [_find_element(segment, element) for element in group.elements]
    bits = (1 << segment.size) - 1
    for matches in found:
        bits &= matches.bits
    documents = ids_of(bits, segment.size)
    levels = [gather(matches.dense, documents) for matches in found]
    return make_sparse(documents, bytes(map(min, *levels)), segment.size)


def _find_phrase(segment: Segment, group: Group) -> Matches:
    """Begin with the fewest positions and keep those that the other words follow."""
    words = [(_positions(segment, element), element) for element in group.elements]
    words.sort(key=lambda word: sum(map(len, word[0])))
    rarest, first = words[0]
    places: Iterable[int] = chain(*rarest)
    offset = first.offset
    for lists, element in words[1:]:
        wanted = set(map(add, places, repeat(element.offset - offset)))
        places, offset = _common(wanted, lists), element.offset
    documents = segment.owners(list(places))
    levels = _find_element(segment, first).dense
    return make_sparse(documents, bytes(gather(levels, documents)), segment.size)


def _positions(segment: Segment, element: Element) -> list[Sequence[int]]:
    """Return the positions of each term that an element may be."""
    found = (segment.matches(term).positions for term in element.terms)
    return [positions for positions in found if positions]


def _common(wanted: set[int], lists: list[Sequence[int]]) -> list[int]:
    """Return the wanted positions that stand in any of these ascending lists."""
    found: list[int] = []
    for positions in lists:
        if len(wanted) * _BISECT_FROM > len(positions):
            found += wanted.intersection(positions)
        else:
            places = map(bisect_left, repeat(positions), wanted)
            ends = len(positions)
            found += [
                one
                for one, place in zip(wanted, places, strict=True)
                if place < ends and positions[place] == one
            ]
    return found
