"""Where words begin and end, and which of them are acronyms."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress, count, groupby, repeat
from operator import contains

from portal.search.analysis import compounds
from portal.search.analysis.folding import APOSTROPHES
from portal.search.analysis.stopwords import STOP_WORDS

_LETTER = r"\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"

_WORD = rf"[{_LETTER}]+(?:[{APOSTROPHES}][{_LETTER}]+)*"

# After it, the first word of a compound carries the compound in one piece.
GLUE = "\x1f"
_DOTTED = r"(?:[A-ZÀ-Þ]\.){2,}[A-ZÀ-Þ]?"

# One raw token keeps its apostrophes (l'égalité) and the dots of an acronym (V.B.G.).
TOKEN = re.compile(f"{_DOTTED}|{_WORD}")

# Compounds are taken whole, as one more sign between letters costs nothing, and split later.
_COMPOUND = rf"[{_LETTER}]+(?:[-{GLUE}{APOSTROPHES}][{_LETTER}]+)*"
_PLAIN_TOKEN = re.compile(_COMPOUND)
_TEXT_TOKEN = re.compile(rf"{_DOTTED}|{_WORD}(?:-(?![A-ZÀ-Þ]\.){_WORD})*(?:{GLUE}{_WORD})?")

# The set of letters comes first, because `re` finds such a beginning fastest.
_NUMBERED = re.compile(rf"([{compounds.SERIES}])(?<!\w.)[-./ \u00a0](\d{{1,5}})(?!\w)")
_HAS_DOTTED = re.compile(r"\.[A-ZÀ-Þ]\.")

_ELISIONS = frozenset(["qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu"])

# Words are elided before a vowel or a mute h (l'école, k'a); before another letter the
# apostrophe belongs to a name: N'Diaye, M'Bodj, N'Ko. People also write l'VBG and d'FCFA.
_ELIDED = re.compile(rf"[{APOSTROPHES}][haeiouyœæɛɔàâäáãéèêëîïíìôöóòûüùú]", re.IGNORECASE)
_ARTICLES = frozenset("ldLD")
_ACRONYM = re.compile(r"(?=.*[A-ZÀ-Þ].*[A-ZÀ-Þ])[A-ZÀ-Þ0-9]{2,8}")
_OTHER_HYPHENS = "‐‑"
_CLITICS = STOP_WORDS["f"] | {"ci", "là", "la", "delà", "dela"}
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")


def list_tokens(text: str) -> list[str]:
    """Return the tokens of a text to be indexed, in order.

    The first word of a compound carries the whole of it after GLUE (inter-communal), and so
    does the number of a series (C 190): both spellings stand at one position.
    """
    for hyphen in _OTHER_HYPHENS:
        text = text.replace(hyphen, "-")
    text = text.replace(GLUE, " ")
    text = _NUMBERED.sub(rf"\g<0>{GLUE}\1\2", text)
    tokens = (_TEXT_TOKEN if _HAS_DOTTED.search(text) else _PLAIN_TOKEN).findall(text)
    compound = compress(count(), map(contains, tokens, repeat("-")))
    for place in reversed(list(compound)):
        tokens[place : place + 1] = _split_compound(tokens[place])
    return tokens


@lru_cache(maxsize=8192)
def _split_compound(token: str) -> Sequence[str]:
    head, _, number = token.partition(GLUE)
    first, *others = head.split("-")
    if number:
        return (first, *others[:-1], f"{others[-1]}{GLUE}{number}")
    whole = compounds.join((first, *others))
    if not whole or any(map(str.isdigit, whole)) or others[-1].lower() in _CLITICS:
        return (first, *others)
    if first.lower() in STOP_WORDS["f"]:
        return (whole, *others)
    return (f"{first}{GLUE}{whole}", *others)


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
