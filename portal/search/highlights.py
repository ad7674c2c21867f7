"""The words of a search marked in a text, as the index understands them."""

import re
from functools import lru_cache
from html import escape, unescape

from portal.search.analysis.analyser import family_of, terms_of
from portal.search.analysis.tokens import TOKEN, strip_elision
from portal.search.engine.plan import make_plan
from portal.search.engine.words import fold_word
from portal.search.grammar import parse
from portal.search.synonyms import Synonyms
from portal.web.passages import join_matches

Piece = tuple[str, bool]

_TAG = re.compile(r"(<[^>]*>)")

# An excerpt is about so wide, and begins about so far before the word found.
WIDTH = 180
LEAD = 50

NO_SYNONYMS = Synonyms()


class Highlighter:
    """Marks the words of one search in texts of one language.

    The words of a longer expression, such as a synonym, are marked in texts that have them all.
    """

    def __init__(self, search: str, language: str, synonyms: Synonyms = NO_SYNONYMS) -> None:
        """Plan `search` as the index does; `language` is that of the texts (ISO 639-3)."""
        plan = make_plan(parse(search), synonyms, language)
        needs = [word for need in plan if not need.is_excluded for word in (need, *need.parts)]
        groups = [group for need in needs for group in need.groups]
        self._prefixes = tuple(group.prefix for group in groups if group.prefix)
        expressions = [[set(element.terms) for element in group.elements] for group in groups]
        self._wanted = {term for one in expressions if len(one) == 1 for term in one[0]}
        self._expressions = [one for one in expressions if len(one) > 1]
        self._family = family_of(language)
        self._terms_of = lru_cache(maxsize=4096)(self._look)

    def pieces(self, text: str) -> list[Piece]:
        """Return the text in pieces, each with whether it answers the search."""
        if not self._has_words:
            return [(text, False)]
        wanted = self._find_wanted(text)
        pieces: list[Piece] = []
        end = 0
        for match in TOKEN.finditer(text):
            if self._is_wanted(match.group(), wanted):
                start = match.end() - len(_without_elision(match.group()))
                pieces += [(text[end:start], False), (text[start : match.end()], True)]
                end = match.end()
        return [*join_matches(pieces), (text[end:], False)]

    def excerpt(self, text: str) -> list[Piece]:
        """Return the text around the first word that answers, in pieces; nothing without one."""
        place = 0
        for words, is_match in self.pieces(text):
            if is_match:
                return self.pieces(_cut(text, place))
            place += len(words)
        return []

    def mark_html(self, html: str) -> str:
        """Return clean HTML with the words that answer marked; tags are left alone."""
        if not self._has_words:
            return html
        parts = _TAG.split(html)
        parts[::2] = [self._mark_text(part) for part in parts[::2]]
        return "".join(parts)

    def _mark_text(self, text: str) -> str:
        """Mark what people read, in which `&lt;` is a sign and not the word lt."""
        pieces = ((escape(part, quote=False), hit) for part, hit in self.pieces(unescape(text)))
        return "".join(f"<mark>{part}</mark>" if hit else part for part, hit in pieces)

    @property
    def _has_words(self) -> bool:
        return bool(self._wanted or self._expressions or self._prefixes)

    def _find_wanted(self, text: str) -> set[str]:
        """Return the terms to mark in a text: single words, and the expressions it has whole."""
        if not self._expressions:
            return self._wanted
        known = {term for token in TOKEN.findall(text) for term in self._terms_of(token)}
        whole = [one for one in self._expressions if all(known & element for element in one)]
        return self._wanted.union(*(element for one in whole for element in one))

    def _is_wanted(self, token: str, wanted: set[str]) -> bool:
        if not wanted.isdisjoint(self._terms_of(token)):
            return True
        return fold_word(strip_elision(token)).startswith(self._prefixes)

    def _look(self, token: str) -> tuple[str, ...]:
        return terms_of(token, self._family)


def _without_elision(token: str) -> str:
    """Return the end of a token that is the word itself: élu of l'élu, all of women's."""
    word = strip_elision(token)
    return word if token.endswith(word) else token


def _cut(text: str, place: int) -> str:
    """Return a stretch of a text that has this place, cut between words, on one line."""
    start = text.rfind(" ", 0, max(0, place - LEAD)) + 1
    end = text.find(" ", max(place, start + WIDTH))
    stretch = text[start:] if end < 0 else f"{text[start:end]} …"
    return " ".join((f"… {stretch}" if start else stretch).split("\n"))
