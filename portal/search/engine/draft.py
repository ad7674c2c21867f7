"""A document on its way into a segment: its texts, their tokens, their term numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

from portal.search.analysis.analyser import family_of
from portal.search.analysis.folding import compose
from portal.search.analysis.tokens import list_tokens, split_shouted
from portal.search.documents import Page, SearchDocument

EVERYBODY = "public"

# Weights of a word in each part of a document. A keyword comes from what the document stands
# beside, often in three languages at once: it counts once, and less than a single mention.
# Labels only let it be found: at no weight a word has the least impact, and they are no part
# of the length of the document.
TITLE, NAME, PEOPLE, SUMMARY, BODY, LABEL = 10, 10, 6, 3, 1, 0
KEYWORD = 0.5


class DraftText:
    """One text of a document; a `page` is kept to be shown, headings are not."""

    __slots__ = ("family", "numbers", "page", "pieces", "start", "text", "weight")

    def __init__(self, text: str, weight: float, language: str, page: Page | None = None) -> None:
        """Split the text into tokens; lines all in capitals are pieces of their own."""
        self.text = compose(text)
        self.family = family_of(language)
        self.weight = weight
        self.page = page
        self.pieces = [(list_tokens(piece), shouted) for piece, shouted in split_shouted(self.text)]
        self.numbers: list[int] = []
        self.start = 0


class Draft:
    """A document as a list of texts."""

    __slots__ = ("document", "is_public", "texts")

    def __init__(self, document: SearchDocument) -> None:
        """Take the texts that are not empty, headings first."""
        self.document = document
        self.is_public = EVERYBODY in document.audiences
        self.texts = list(_texts(document))


def _texts(document: SearchDocument) -> Iterator[DraftText]:
    headings: tuple[tuple[str, float], ...] = (
        (document.title, TITLE),
        *zip(document.names, repeat(NAME)),
        *zip(document.people, repeat(PEOPLE)),
        *zip(document.keywords, repeat(KEYWORD)),
    )
    for text, weight in headings:
        yield DraftText(text, weight, document.language)
    for language, texts in document.labels.items():
        for text in texts:
            yield DraftText(text, LABEL, language)
    if document.summary:
        summary = Page(text=document.summary)
        yield DraftText(document.summary, SUMMARY, document.language, summary)
    for page in document.pages:
        if page.text.strip():
            yield DraftText(page.text, BODY, page.language or document.language, page)
