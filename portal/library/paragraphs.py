"""Paragraphs out of the text of a page, whose lines were broken for paper."""

import re
from collections.abc import Iterator

WRITTEN_LINE = 200
SHORT_LINE = 0.7

_STARTS_ANEW = re.compile(r"[-–—•▪●◦*]\s|\(?\d{1,3}[.)]\s|[a-z]\)\s")


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a page.

    Lines much longer than a sheet of paper are paragraphs already; shorter ones are joined
    until a blank line, a short line, or the start of a list entry.
    """
    lines = [line.strip() for line in text.splitlines()]
    longest = max(map(len, lines), default=0)
    if longest > WRITTEN_LINE:
        return [line for line in lines if line]
    return list(_join(lines, longest * SHORT_LINE))


def _join(lines: list[str], short: float) -> Iterator[str]:
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (not line or len(paragraph[-1]) < short or _STARTS_ANEW.match(line)):
            yield " ".join(paragraph)
            paragraph = []
        if line:
            paragraph.append(line)
    if paragraph:
        yield " ".join(paragraph)
