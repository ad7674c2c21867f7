"""Cuts long text into reading pages at the ends of paragraphs."""

import re
from collections.abc import Iterable, Iterator

PAGE_CHARACTERS = 3_000
_LONGEST_PARAGRAPH = 6_000
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])\s+")


def pages_of(sections: Iterable[str]) -> Iterator[str]:
    """Yield pages of about 3 000 characters; each section starts a page of its own."""
    for section in sections:
        page: list[str] = []
        length = 0
        for paragraph in _paragraphs(section):
            if page and length + len(paragraph) > PAGE_CHARACTERS:
                yield "\n\n".join(page)
                page, length = [], 0
            page.append(paragraph)
            length += len(paragraph)
        if page:
            yield "\n\n".join(page)


def _paragraphs(section: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", section):
        if len(paragraph) <= _LONGEST_PARAGRAPH:
            yield from filter(None, [paragraph.strip()])
        else:
            yield from _pieces(paragraph)


def _pieces(paragraph: str) -> Iterator[str]:
    """Yield a giant paragraph in pieces, at ends of lines or sentences where it has any."""
    piece = ""
    for sentence in re.split(r"\n|" + _SENTENCE_END.pattern, paragraph):
        for start in range(0, len(sentence), _LONGEST_PARAGRAPH):
            part = sentence[start : start + _LONGEST_PARAGRAPH]
            if piece and len(piece) + len(part) > PAGE_CHARACTERS:
                yield piece
                piece = ""
            piece = f"{piece} {part}".strip()
    if piece:
        yield piece
