"""Cuts long text into reading pages at the ends of paragraphs."""

import re
from collections.abc import Iterable, Iterator

PAGE_CHARACTERS = 3_000
_LONGEST_SHEET = 6_000
_LONGEST_PARAGRAPH = 6_000
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])\s+")


def pages_of(sections: Iterable[str]) -> Iterator[str]:
    """Yield the pages of a text.

    Sections are the pages its author made; one too long for a sheet of paper is cut at
    about 3 000 characters, and an empty one is no page.
    """
    for section in sections:
        if len(section) <= _LONGEST_SHEET:
            yield from filter(None, [section])
        else:
            yield from _cut(section)


def _cut(section: str) -> Iterator[str]:
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
