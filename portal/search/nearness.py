"""Which of some known expressions are near a text: by words, synonyms and spelling."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

from portal.search.analysis.analyser import is_stop_word, query_terms
from portal.search.analysis.folding import fold
from portal.search.analysis.tokens import TOKEN
from portal.search.engine.plan import Need, make_plan
from portal.search.grammar import parse
from portal.search.index import read_synonyms

SHORTEST_MISSPELT = 4
SIMILARITY = 0.75

Terms = Collection[str]


def list_nearest(text: str, known: Mapping[str, Sequence[str]], *, language: str) -> list[str]:
    """Return the keys whose expressions have words of the text, the most telling words first.

    A word that no expression has is read as the expression's or synonym's word most like it.
    """
    terms = {key: _terms_of(expressions) for key, expressions in known.items()}
    scores: dict[str, float] = {}
    for need in _plan(text, language):
        near = _list_meeting(need, terms) or _list_similar(need, known, terms, language)
        for key in near:
            scores[key] = scores.get(key, 0) + 1 / len(near)
    return sorted(scores, key=lambda key: -scores[key])


def _plan(text: str, language: str) -> list[Need]:
    plan = make_plan(parse(text), read_synonyms(), language)
    return [need for need in plan if not need.is_excluded]


def _list_meeting(need: Need, terms: Mapping[str, Terms]) -> list[str]:
    return [key for key, found in terms.items() if _meets(need, found)]


def _meets(need: Need, found: Terms) -> bool:
    return any(
        group.elements
        and all(any(term in found for term in element.terms) for element in group.elements)
        for group in need.groups
    )


def _list_similar(
    need: Need, known: Mapping[str, Sequence[str]], terms: Mapping[str, Terms], language: str
) -> list[str]:
    words = {fold(word.lower()): word for word in _words_of(known)}
    typed = (fold(token.lower()) for token in need.tokens if len(token) >= SHORTEST_MISSPELT)
    close = [match for word in typed for match in get_close_matches(word, words, 1, SIMILARITY)]
    needs = [other for match in close for other in _plan(words[match], language)]
    return list(dict.fromkeys(key for other in needs for key in _list_meeting(other, terms)))


def _words_of(known: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Yield the words of all expressions, then of all synonyms."""
    for expressions in known.values():
        for expression in expressions:
            yield from TOKEN.findall(expression)
    yield from read_synonyms().list_words()


def _terms_of(expressions: Sequence[str]) -> Terms:
    tokens = (token for expression in expressions for token in TOKEN.findall(expression))
    telling = (token for token in tokens if not is_stop_word(token, "fr"))
    return {term for token in telling for term in query_terms(token)}
