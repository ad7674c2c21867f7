"""Marks the words of a query in a text: one expression finds them, the analyser verifies."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from portal.search.analysis.analyser import terms_of
from portal.search.analysis.beginnings import list_beginnings
from portal.search.analysis.folding import is_arabic
from portal.search.analysis.tokens import list_tokens
from portal.search.answers import Markup

_VARIANTS = {
    "a": "aàâäáãå",
    "e": "eéèêëɛ",
    "i": "iîïíì",
    "o": "oôöóòɔ",
    "u": "uûüùú",
    "c": "cç",
    "n": "nñɲŋ",
    "ا": "اأإآ",
    "ي": "يىئ",
    "ه": "هة",
    "و": "وؤ",
}
_LIGATURES = {"oe": "œŒ", "ae": "æÆ", "ny": "ɲƝ", "ng": "ŋŊ"}
_ARABIC_PREFIXES = "وبكفلا"
_UNITS = re.compile("oe|ae|ny|ng|.", re.DOTALL)
_COMPOUND = re.compile(r"\w+(?:[-‐‑]\w+)+|\w[-‐‑./ \u00a0]\d+")
_MARKS = "\u0300-\u036f\u0640\u064b-\u065f\u0670"

Span = tuple[int, int, int]


class Marker:
    """Finds where any of these terms stands in a text of a family of languages.

    `terms` says for each term which condition of the query it meets.
    """

    def __init__(self, terms: Mapping[str, int], prefixes: Iterable[str] = ()) -> None:
        """Build the expression; terms that a prefix stands for need no start of their own."""
        self._terms = terms
        starts = set(prefixes) or {start for term in terms for start in list_beginnings(term)}
        self._expression = re.compile(_pattern(_without_longer(sorted(starts))))

    def find(self, text: str, family: str) -> Iterator[Span]:
        """Yield (start, end, condition) for each word of the text that stands for a term."""
        if not self._terms:
            return
        for found in self._expression.finditer(text):
            start, end = found.span()
            condition = self._condition_of(found.group(), family)
            if condition < 0 and (whole := _COMPOUND.match(text, start)):
                condition, end = self._condition_of(whole.group(), family), whole.end()
            if condition >= 0:
                yield start, end, condition

    def mark(self, text: str, family: str) -> Markup:
        """Return the whole text in pieces of (text, is a match)."""
        return cut(text, 0, len(text), [(start, end) for start, end, _ in self.find(text, family)])

    def _condition_of(self, word: str, family: str) -> int:
        for term in _terms_in_text(word, family):
            condition = self._terms.get(term)
            if condition is not None:
                return condition
        return -1


def cut(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Markup:
    """Return a stretch of text in pieces of (text, is a match)."""
    pieces: list[tuple[str, bool]] = []
    for first, last in spans:
        if first > start:
            pieces.append((text[start:first], False))
        pieces.append((text[first:last], True))
        start = last
    if end > start:
        pieces.append((text[start:end], False))
    return tuple(pieces)


def _without_longer(starts: list[str]) -> list[str]:
    kept: list[str] = []
    for start in starts:
        if not kept or not start.startswith(kept[-1]):
            kept.append(start)
    return kept


@lru_cache(maxsize=20_000)
def _terms_in_text(word: str, family: str) -> tuple[str, ...]:
    return tuple(
        term
        for token in list_tokens(word)
        for shouted in (False, True)
        for term in terms_of(token, family, shouted=shouted)
    )


def _pattern(starts: list[str]) -> str:
    """Return an expression that begins with one set of letters, which `re` finds fast."""
    branches = [branch for start in starts for branch in _branches(start)]
    letters = "".join(sorted({letter for first, _ in branches for letter in first}))
    rests = "|".join(f"(?<=[{re.escape(first)}]){rest}" for first, rest in branches)
    if not branches:
        return "(?!)"
    return rf"[{re.escape(letters)}](?<![\w{_MARKS}].)(?:{rests})[\w{_MARKS}]*(?:\.[A-ZÀ-Þ])*"


def _branches(start: str) -> Iterator[tuple[str, str]]:
    """Yield (letters a word may begin with, what follows) for the beginning of a stem."""
    head, *others = _UNITS.findall(start)
    rest = "".join(
        f"[{_MARKS}]*{_gap(before, letters)}{_unit(letters)}"
        for before, letters in pairwise((head, *others))
    )
    if head in _LIGATURES:
        yield _LIGATURES[head], rest
        yield _variants(head[0]), _unit(head[1]) + rest
    elif is_arabic(start):
        yield _variants(head), rest
        yield _ARABIC_PREFIXES, rf"\w{{0,2}}{_unit(head)}{rest}"
    else:
        yield _variants(head), rest


def _gap(before: str, letters: str) -> str:
    """Return what may stand between two letters of a word: V.B.G., inter-communal, C 190."""
    return "[-‐‑./ \u00a0]?" if before.isalpha() and letters.isdigit() else "[-‐‑.]?"


def _unit(letters: str) -> str:
    if letters in _LIGATURES:
        pair = "".join(map(_unit, letters))
        return f"(?:{pair}|[{_LIGATURES[letters]}])"
    return f"[{re.escape(_variants(letters))}]"


def _variants(letter: str) -> str:
    variants = _VARIANTS.get(letter, letter)
    return "".join(dict.fromkeys(variants + variants.upper()))
