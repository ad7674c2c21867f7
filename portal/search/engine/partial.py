"""Which documents have enough of the words of a question when few have all of them."""

from __future__ import annotations

from collections.abc import Sequence

from portal.search.engine.ranking import rarity

# With fewer whole answers than a phone shows at once, partial ones follow.
FEW_WHOLE = 5

# What a partial answer has to have of the weight of all the words, by their rarity.
_SHARE = 0.15

# A word that nothing has counts like one that a twentieth of the documents have: it may be
# any word, and the rarest weight would cut off answers to all the others.
_UNKNOWN_ONE_IN = 20

# In longer questions, a word that most documents have is no answer by itself.
_SHORT_QUESTION = 3
_MOST_HAVE = rarity(1, 2)


def weigh(counts: Sequence[int], documents: int) -> list[int]:
    """Return the weight of each word, found in so many of the documents."""
    unknown = rarity(1, _UNKNOWN_ONE_IN)
    return [rarity(count, documents) if count else unknown for count in counts]


def find_enough(weights: Sequence[int], counts: Sequence[int]) -> int:
    """Return the weight that the words of a partial answer need to have together.

    The heaviest word that is found is enough, unless it is everywhere; where none is found,
    the compulsory phrases are.
    """
    if not any(counts):
        return 0
    enough = int(_SHARE * sum(weights))
    heaviest = max(weight for weight, count in zip(weights, counts, strict=True) if count)
    if heaviest > _MOST_HAVE or len(weights) <= _SHORT_QUESTION:
        enough = min(enough, heaviest)
    return enough


def find_heavy(sets: Sequence[int], weights: Sequence[int], enough: int) -> int:
    """Return the documents that are in sets which weigh enough together, as a bitset."""
    return _find_heavy(sorted(zip(weights, sets, strict=True), reverse=True), enough)


def _find_heavy(words: Sequence[tuple[int, int]], lacking: int) -> int:
    """Try the heaviest word, then do without it, as long as the others can weigh enough."""
    if lacking <= 0:
        return -1
    if lacking > sum(weight for weight, _ in words):
        return 0
    (weight, bits), *others = words
    with_it = bits and bits & _find_heavy(others, lacking - weight)
    return with_it | _find_heavy(others, lacking)
