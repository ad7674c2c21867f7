"""Long texts cut into stretches that load fast: a few pages, or some thousand characters."""

import re
from collections.abc import Iterator, Sequence

LONGEST_STRETCH = 16_000
MOST_PAGES = 10
OPENING = 1_500

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def group_pages(lengths: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return page numbers in stretches of at most ten pages and about 16 000 characters."""
    stretches: list[list[int]] = []
    room = 0
    for number, length in lengths:
        if not stretches or room < length or len(stretches[-1]) == MOST_PAGES:
            stretches.append([])
            room = LONGEST_STRETCH
        stretches[-1].append(number)
        room -= length
    return stretches


def cut_markdown(text: str) -> list[str]:
    """Return a Markdown text in stretches, cut between its blocks."""
    stretches: list[str] = []
    for block in _iterate_blocks(text):
        if stretches and len(stretches[-1]) + len(block) <= LONGEST_STRETCH:
            stretches[-1] += f"\n\n{block}"
        else:
            stretches.append(block)
    return stretches


def opening_of(text: str) -> str:
    """Return a Markdown text whole when it is short, else its first blocks."""
    if len(text) <= OPENING:
        return text
    first, *rest = _iterate_blocks(text)
    opening = [first]
    for block in rest:
        if sum(map(len, opening)) + len(block) > OPENING:
            break
        opening.append(block)
    while len(opening) > 1 and opening[-1].startswith("#"):
        opening.pop()
    return "\n\n".join(opening)


def _iterate_blocks(text: str) -> Iterator[str]:
    """Yield the blocks of a text; one without any end is cut at a line, or else at a word."""
    for block in _BLANK_LINE.split(text):
        rest = block
        while len(rest) > LONGEST_STRETCH:
            ends = (rest.rfind(mark, 1, LONGEST_STRETCH) for mark in ("\n", " "))
            end = next((end for end in ends if end > 0), LONGEST_STRETCH)
            yield rest[:end]
            rest = rest[end:].lstrip()
        yield rest
