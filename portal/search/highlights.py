"""The words of a search marked in a text, as the index understands them."""

import re
from functools import lru_cache
from html import escape, unescape

from portal.search.analysis.analyser import family_of, is_stop_word, query_terms, terms_of
from portal.search.analysis.tokens import TOKEN

Piece = tuple[str, bool]

_EXCLUDED = re.compile(r"(?:^|\s)-\S+")
_TAG = re.compile(r"(<[^>]*>)")
MOST_WORDS = 12

# An excerpt is about so wide, and begins about so far before the word found.
WIDTH = 180
LEAD = 50


class Highlighter:
    """Marks the words of one search in texts of one language."""

    def __init__(self, search: str, language: str) -> None:
        """Understand the words of `search`; `language` is that of the texts (ISO 639-3)."""
        tokens = (match.group() for match in TOKEN.finditer(_EXCLUDED.sub(" ", search)))
        telling = [token for token in tokens if not is_stop_word(token, language)]
        self._wanted = {term for token in telling[:MOST_WORDS] for term in query_terms(token)}
        self._family = family_of(language)
        self._is_wanted = lru_cache(maxsize=4096)(self._look)

    def pieces(self, text: str) -> list[Piece]:
        """Return the text in pieces, each with whether it answers the search."""
        if not self._wanted:
            return [(text, False)]
        pieces: list[Piece] = []
        end = 0
        for match in TOKEN.finditer(text):
            if self._is_wanted(match.group()):
                pieces += [(text[end : match.start()], False), (match.group(), True)]
                end = match.end()
        return [*pieces, (text[end:], False)]

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
        if not self._wanted:
            return html
        parts = _TAG.split(html)
        parts[::2] = [self._mark_text(part) for part in parts[::2]]
        return "".join(parts)

    def _mark_text(self, text: str) -> str:
        """Mark what people read, in which `&lt;` is a sign and not the word lt."""
        pieces = ((escape(part, quote=False), hit) for part, hit in self.pieces(unescape(text)))
        return "".join(f"<mark>{part}</mark>" if hit else part for part, hit in pieces)

    def _look(self, token: str) -> bool:
        return not self._wanted.isdisjoint(terms_of(token, self._family))


def _cut(text: str, place: int) -> str:
    """Return a stretch of a text that has this place, cut between words, on one line."""
    start = text.rfind(" ", 0, max(0, place - LEAD)) + 1
    end = text.find(" ", max(place, start + WIDTH))
    stretch = text[start:] if end < 0 else f"{text[start:end]} …"
    return " ".join((f"… {stretch}" if start else stretch).split("\n"))
