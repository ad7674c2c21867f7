"""Marks the words of a query in a text: one expression finds them, the analyser verifies."""

import re
from collections.abc import Iterator

from portal.search.analysis.analyser import terms_of
from portal.search.analysis.folding import is_arabic
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
_LIGATURES = {"oe": "(?:o[eéè]|œ)", "ae": "(?:a[eé]|æ)", "ny": "(?:ny|ɲ)", "ng": "(?:ng|ŋ)"}
_UNITS = re.compile("oe|ae|ny|ng|.", re.DOTALL)
_MARKS = "\u0300-\u036f\u0640\u064b-\u065f\u0670"
_SHORTEST, _LONGEST, _CUT = 2, 8, 3

Span = tuple[int, int, str]


class Marker:
    """Finds where any of these terms stands in a text of a family of languages."""

    def __init__(self, terms: frozenset[str], prefixes: frozenset[str] = frozenset()) -> None:
        """Build the expression; terms that a prefix stands for need no start of their own."""
        self._terms = terms
        self._known: dict[tuple[str, str], str] = {}
        starts = {_start(term) for term in terms} if not prefixes else set(prefixes)
        pattern = "|".join(map(_loosen, _without_longer(sorted(starts))))
        self._expression = re.compile(
            rf"(?<![\w{_MARKS}])(?:{pattern})[\w{_MARKS}]*(?:\.[A-Z])*", re.IGNORECASE
        )

    def find(self, text: str, family: str) -> Iterator[Span]:
        """Yield (start, end, term) for each word of the text that stands for a term."""
        if not self._terms:
            return
        for found in self._expression.finditer(text):
            term = self._term_of(found.group(), family)
            if term:
                yield found.start(), found.end(), term

    def mark(self, text: str, family: str) -> Markup:
        """Return the whole text in pieces of (text, is a match)."""
        return cut(text, 0, len(text), [(start, end) for start, end, _ in self.find(text, family)])

    def _term_of(self, word: str, family: str) -> str:
        key = (word, family)
        if key not in self._known:
            terms = (*terms_of(word, family), *terms_of(word, family, shouted=True))
            self._known[key] = next((term for term in terms if term in self._terms), "")
        return self._known[key]


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


def _start(term: str) -> str:
    """Return the letters that every form of a stem begins with."""
    stem = term[1:]
    if term[0] in "fe":
        return stem[: max(_SHORTEST, min(len(stem) - _CUT, _LONGEST))]
    return stem[:_LONGEST]


def _without_longer(starts: list[str]) -> list[str]:
    kept: list[str] = []
    for start in starts:
        if not kept or not start.startswith(kept[-1]):
            kept.append(start)
    return kept


def _loosen(start: str) -> str:
    """Let letters carry accents, an acronym dots, an Arabic word its article."""
    units = [_unit(found) for found in _UNITS.findall(start)]
    body = f"[{_MARKS}]*\\.?".join(units)
    return rf"\w{{0,3}}{body}" if is_arabic(start) else body


def _unit(letters: str) -> str:
    if letters in _LIGATURES:
        return _LIGATURES[letters]
    variants = _VARIANTS.get(letters)
    return f"[{variants}]" if variants else re.escape(letters)
