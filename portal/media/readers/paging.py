"""Cuts long text into reading pages between its blocks."""

import re
from collections.abc import Iterable, Iterator, Sequence

from portal.media.readers.blocks import Block, is_heading, text_of

PAGE_CHARACTERS = 3_000
_LONGEST_SHEET = 6_000
_LONGEST_BLOCK = 6_000
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])\s+")


def pages_of(sections: Iterable[Sequence[Block]]) -> Iterator[Sequence[Block]]:
    """Yield the pages of a text.

    Sections are the pages its author made; one too long for a sheet of paper is cut at
    about 3 000 characters, and an empty one is no page.
    """
    for section in sections:
        if len(text_of(section)) <= _LONGEST_SHEET:
            yield from filter(None, [section])
        else:
            yield from _cut(section)


def _cut(section: Sequence[Block]) -> Iterator[list[Block]]:
    page: list[Block] = []
    length = 0
    for block in _short_blocks(section):
        if page and length + len(block[1]) > PAGE_CHARACTERS:
            headings = _headings_at_end(page)
            yield page[: len(page) - len(headings)] or headings
            page = headings if len(headings) < len(page) else []
            length = len(text_of(page))
        page.append(block)
        length += len(block[1])
    if page:
        yield page


def _headings_at_end(page: list[Block]) -> list[Block]:
    """Return the headings that would be parted from what they stand over."""
    start = len(page)
    while start and is_heading(page[start - 1]):
        start -= 1
    return page[start:]


def _short_blocks(section: Sequence[Block]) -> Iterator[Block]:
    for kind, text in section:
        if len(text) <= _LONGEST_BLOCK:
            yield kind, text
        else:
            yield from ((kind if not at else "p", piece) for at, piece in enumerate(_pieces(text)))


def _pieces(paragraph: str) -> Iterator[str]:
    """Yield a giant paragraph in pieces, at ends of lines or sentences where it has any."""
    piece = ""
    for sentence in re.split(r"\n|" + _SENTENCE_END.pattern, paragraph):
        for start in range(0, len(sentence), _LONGEST_BLOCK):
            part = sentence[start : start + _LONGEST_BLOCK]
            if piece and len(piece) + len(part) > PAGE_CHARACTERS:
                yield piece
                piece = ""
            piece = f"{piece} {part}".strip()
    if piece:
        yield piece
