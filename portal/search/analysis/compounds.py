"""Words that some write in one piece and others in two: intercommunal, kalanso, C190."""

import re

from portal.search.analysis.folding import fold

_SHORTEST, _SHORTEST_PART = 5, 2

# A letter that names a text, and its number: C 190, R-2250. The others are words: à, l', n°.
SERIES = "BCEFGHIJKMPQRSTUVWXZ"

_PREFIXES = """
agro anti auto centre co contre demi electro ethno extra inter intra macro mega meta micro mini
mono multi neo non para peri pluri poly porte post pre pro radio saint sainte semi socio super
supra tele trans ultra vice
"""

# What Malian words are made with, in the plain spelling: school house, teacher, sister.
_ENDINGS = "so ton tigi yoro kela den muso ce ba kan bolo dugu kalan fen"

_PREFIX = re.compile(f"(?:{'|'.join(sorted(_PREFIXES.split(), key=len, reverse=True))})(?=....)")
_ENDING = re.compile(f"(?<=...)(?:{'|'.join(_ENDINGS.split())})w?$")
_NUMBERED = re.compile(r"([^\W\d_]{2,})(\d{1,5})")


def join(words: tuple[str, ...]) -> str:
    """Return words written in one piece, or nothing where that makes no word."""
    whole = "".join(words)
    is_word = len(whole) >= _SHORTEST and min(map(len, words)) >= _SHORTEST_PART
    return whole if _NUMBERED.fullmatch(whole) or (is_word and not whole.isdigit()) else ""


def split(word: str) -> list[tuple[str, str]]:
    """Return the pairs of words as which one word is written by others, if it looks so."""
    if numbered := _NUMBERED.fullmatch(word):
        return [(numbered[1], numbered[2])]
    folded = fold(word)
    if len(folded) != len(word):
        return []
    cuts = {found.end() for found in [_PREFIX.match(folded)] if found}
    cuts |= {found.start() for found in [_ENDING.search(folded)] if found}
    return [(word[:cut], word[cut:]) for cut in sorted(cuts)]


def is_series(letter: str) -> bool:
    """Return whether a number may belong to a letter: C 190."""
    return len(letter) == 1 and letter.upper() in SERIES
