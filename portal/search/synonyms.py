"""Expressions of equal meaning, as the engine uses them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.search.analysis.analyser import is_stop_word, query_terms
from portal.search.analysis.compounds import join
from portal.search.analysis.tokens import TOKEN

Key = tuple[str, ...]
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Expression:
    """A word or a group of words, as raw tokens."""

    tokens: tuple[str, ...]


class Synonyms:
    """Finds, in a run of words, the expressions that have others of equal meaning."""

    def __init__(self, sets: Iterable[Sequence[str]] = ()) -> None:
        """Take sets of expressions; one that stands in several sets joins their meanings."""
        self._others: dict[Key, list[Expression]] = {}
        for expressions in sets:
            self._add([Expression(tuple(TOKEN.findall(text))) for text in expressions])
        self.longest = max(map(len, self._others), default=0)

    def find(self, tokens: Sequence[str]) -> list[Expression]:
        """Return every expression that means what these tokens together mean."""
        return self._others.get(_key(tokens)) or self._others.get(_joined_key(tokens), [])

    def list_words(self) -> list[str]:
        """Return every word of every expression once."""
        others = (other for known in self._others.values() for other in known)
        return list(dict.fromkeys(token for other in others for token in other.tokens))

    def _add(self, expressions: list[Expression]) -> None:
        for expression in expressions:
            for key in {_key(expression.tokens), _joined_key(expression.tokens)} - {()}:
                known = self._others.setdefault(key, [])
                known += [other for other in expressions if other not in known]


def _key(tokens: Sequence[str]) -> Key:
    return tuple(found for token in tokens if (found := _token_key(token)))


def _joined_key(tokens: Sequence[str]) -> Key:
    """Return the key of two words in one piece: micro-crédit is microcrédit."""
    whole = join(tuple(tokens)) if len(tokens) == _PAIR else ""
    return _key((whole,)) if whole else ()


def _token_key(token: str) -> str:
    if is_stop_word(token, "fr"):
        return ""
    terms = query_terms(token)
    return terms[0] if terms else ""
