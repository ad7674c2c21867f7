"""Whether a question asks for help, by the words that people in danger type."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from portal.search.analysis.analyser import query_terms
from portal.search.analysis.folding import compose
from portal.search.analysis.tokens import list_tokens
from portal.search.grammar import LONGEST_TEXT, MOST_WORDS

Word = frozenset[str]

_FAMILIES = {"fr": "f", "en": "e", "ar": "a", "bm": "="}
_EXACT = "="
# A shorter word that stands alone means too much by its stem: aid is not aide.
_SHORTEST_STEMMED = 6
_SHORTEST_MISSPELT = 7


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Terms of single words, words that may be misspelt by their first letters, and phrases."""

    words: Word
    long_words: Sequence[str]
    phrases: Sequence[tuple[Word, ...]]


def asks_for_help(text: str) -> bool:
    """Return whether some words of a question are those of somebody who may be in danger."""
    plain = text.encode("utf-8", "ignore").decode()[:LONGEST_TEXT]
    words = [frozenset(query_terms(one)) for one in list_tokens(compose(plain))[:MOST_WORDS]]
    known = _read_vocabulary()
    return (
        any(not word.isdisjoint(known.words) for word in words)
        or any(_has_phrase(words, phrase) for phrase in known.phrases)
        or any(_is_misspelt(word, known.long_words) for word in words)
    )


def _has_phrase(words: Sequence[Word], phrase: tuple[Word, ...]) -> bool:
    return any(
        all(not word.isdisjoint(one) for word, one in zip(words[place:], phrase, strict=False))
        for place in range(len(words) - len(phrase) + 1)
    )


def _is_misspelt(word: Word, known: Iterable[str]) -> bool:
    spelt = [term[1:] for term in word if term[0] == _EXACT and len(term) > _SHORTEST_MISSPELT]
    return any(_is_near(one, other) for one in spelt for other in known)


def _is_near(one: str, other: str) -> bool:
    """Return whether words differ in one letter, or in two exchanged, but not at their ends.

    Without the ends policy would be police.
    """
    if one[0] != other[0] or one[-1] != other[-1] or abs(len(one) - len(other)) > 1:
        return False
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) <= 2 and one == other[::-1])  # noqa: PLR2004 - a pair


@cache
def _read_vocabulary() -> _Vocabulary:
    content = json.loads(
        files("portal.search").joinpath("data/danger_words.json").read_text("utf-8")
    )
    expressions = [
        _read_expression(text, _FAMILIES[language])
        for language, texts in content.items()
        for text in texts
    ]
    words = frozenset(term for one in expressions if len(one) == 1 for term in one[0])
    return _Vocabulary(
        words=words,
        long_words=[
            term[1:] for term in words if term[0] == _EXACT and len(term) > _SHORTEST_MISSPELT
        ],
        phrases=[one for one in expressions if len(one) > 1],
    )


def _read_expression(text: str, family: str) -> tuple[Word, ...]:
    tokens = list_tokens(text)
    return tuple(_terms_of(token, family, is_alone=len(tokens) == 1) for token in tokens)


def _terms_of(token: str, family: str, *, is_alone: bool) -> Word:
    """Return the terms of a word of the list; a word in Arabic letters has its stem alone."""
    terms = query_terms(token)
    is_exact = is_alone and len(token) < _SHORTEST_STEMMED
    families = {_EXACT} if is_exact else {_EXACT, family}
    return frozenset(term for term in terms if term[0] in families) or frozenset(terms)
