"""How unlikely it is that one word was written for another, in halves of a letter."""

import re
from functools import lru_cache

from portal.search.analysis.folding import is_arabic

# A wrong, missing or additional letter, and a mistake that is easily made.
WRONG, EASY = 2, 1

# What one writes for another: vowels, letters of one sound, letters side by side in Arabic.
_ALIKE = ("aeiouy", "ckqs", "sz", "gj", "bp", "dt", "fv", "mn", "سصث", "ضظدذ", "تط", "هح", "كق")
_SILENT = frozenset("eh")

# What is heard alike in French, in the order in which it is replaced.
_SOUNDS = (
    (re.compile("eaux?|aux?"), "o"),
    (re.compile("ph"), "f"),
    (re.compile("sch|sh"), "ch"),
    (re.compile("qu|q|ck"), "k"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("c(?!h)"), "k"),
    (re.compile("g(?=[eiy])"), "j"),
    (re.compile("(?<!c)h"), ""),
    (re.compile("[ae]n(?![aeiouyn])|[ae]m(?=[bp])"), "an"),
    (re.compile("ai|ei"), "e"),
    (re.compile("ou"), "u"),
    (re.compile("x"), "ks"),
    (re.compile("y"), "i"),
    (re.compile("z"), "s"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=...)e?[st]*$"), ""),
)


def is_homophone(one: str, other: str) -> bool:
    """Return whether two folded words sound alike in French."""
    return not is_arabic(one) and _sound_of(one) == _sound_of(other)


def cost_of(one: str, other: str) -> int:
    """Return the cost of the mistakes between two folded words: of OSA, with cheap mistakes."""
    if is_homophone(one, other):
        return EASY
    older: list[int] = []
    before = [0]
    for column in range(1, len(other) + 1):
        before.append(before[-1] + _lone(other, column - 1))
    for line in range(1, len(one) + 1):
        row = [before[0] + _lone(one, line - 1)]
        for column in range(1, len(other) + 1):
            cost = min(
                before[column] + _lone(one, line - 1),
                row[-1] + _lone(other, column - 1),
                before[column - 1] + _replaced(one[line - 1], other[column - 1]),
            )
            if _is_swapped(one, line, other, column):
                cost = min(cost, older[column - 2] + EASY)
            row.append(cost)
        older, before = before, row
    return before[-1]


@lru_cache(maxsize=4096)
def _sound_of(folded: str) -> str:
    for pattern, replacement in _SOUNDS:
        folded = pattern.sub(replacement, folded)
    return folded


def _lone(word: str, place: int) -> int:
    """Return the cost of a letter that only one of two words has: doubled, silent or another."""
    letter = word[place]
    is_doubled = place > 0 and word[place - 1] == letter
    return EASY if is_doubled or letter in _SILENT else WRONG


@lru_cache(maxsize=4096)
def _replaced(letter: str, other: str) -> int:
    if letter == other:
        return 0
    return EASY if any(letter in alike and other in alike for alike in _ALIKE) else WRONG


def _is_swapped(one: str, line: int, other: str, column: int) -> bool:
    if not line > 1 < column:
        return False
    return one[line - 1] == other[column - 2] and one[line - 2] == other[column - 1]
