"""Where words begin and end, and which of them are acronyms."""

import re
from collections.abc import Iterator
from itertools import groupby

from portal.search.analysis.folding import APOSTROPHES

_LETTER = r"\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"

_WORD = rf"[{_LETTER}]+(?:[{APOSTROPHES}][{_LETTER}]+)*"
_DOTTED = r"(?:[A-ZÀ-Þ]\.){2,}[A-ZÀ-Þ]?"

# One raw token keeps its apostrophes (l'égalité) and the dots of an acronym (V.B.G.).
TOKEN = re.compile(f"{_DOTTED}|{_WORD}")

_PLAIN_TOKEN = re.compile(_WORD)
_HAS_DOTTED = re.compile(r"\.[A-ZÀ-Þ]\.")

_ELISIONS = frozenset(["qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu"])

# Words are elided before a vowel or a mute h (l'école, k'a); before another letter the
# apostrophe belongs to a name: N'Diaye, M'Bodj, N'Ko. People also write l'VBG and d'FCFA.
_ELIDED = re.compile(rf"[{APOSTROPHES}][haeiouyœæɛɔàâäáãéèêëîïíìôöóòûüùú]", re.IGNORECASE)
_ARTICLES = frozenset("ldLD")
_ACRONYM = re.compile(r"(?=.*[A-ZÀ-Þ].*[A-ZÀ-Þ])[A-ZÀ-Þ0-9]{2,8}")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")


def list_tokens(text: str) -> list[str]:
    """Return what TOKEN finds, faster where there is no dotted acronym."""
    return (TOKEN if _HAS_DOTTED.search(text) else _PLAIN_TOKEN).findall(text)


def split_shouted(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in order as (stretch, whether it is lines all in capitals).

    A line of one word is no shouting: it may well be an acronym.
    """
    lines = text.splitlines(keepends=True)
    if not any(map(str.isupper, lines)):
        yield text, False
        return
    for shouted, group in groupby(lines, key=_is_shouted):
        yield "".join(group), shouted


def _is_shouted(line: str) -> bool:
    return line.isupper() and len(TOKEN.findall(line)) > 1


def strip_elision(token: str) -> str:
    """Return the word itself: égalité for l'égalité, women for women's, NDiaye for N'Diaye."""
    parts = _APOSTROPHE.split(token)
    while len(parts) > 1 and _is_elided(parts[0], token[len(parts[0]) :]):
        token = token[len(parts.pop(0)) + 1 :]
    if len(parts) > 1 and parts[-1].lower() == "s":
        parts.pop()
    return "".join(parts)


def _is_elided(first: str, rest: str) -> bool:
    """Return whether the first part of a token is a little word cut before the next."""
    if len(first) > 1:
        return first.lower() in _ELISIONS
    return first in _ARTICLES or (_ELIDED.match(rest) is not None and first not in "OoAa")


def is_acronym(word: str) -> bool:
    """Return whether a word has the shape of an acronym: VBG, SADI, O.N.G. without dots."""
    return _ACRONYM.fullmatch(word) is not None
