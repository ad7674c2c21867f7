"""Paragraphs out of the text of a page, whose lines were broken for paper."""

import re
from collections.abc import Iterator

WRITTEN_LINE = 200
SHORT_LINE = 0.7

_ENDS = re.compile(r"[.!?…:;»\d]\W*$")
_STARTS_ANEW = re.compile(r"[-–—•▪●◦*]\s|\(?\d{1,3}[.)]\s|[a-z]\)\s")


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a page.

    Lines much longer than a sheet of paper are paragraphs already; shorter ones are joined
    until a blank line, a short line, the start of a list entry, or a heading after a sentence.
    """
    lines = [line.strip() for line in text.splitlines()]
    longest = max(map(len, lines), default=0)
    if longest > WRITTEN_LINE:
        return [line for line in lines if line]
    return list(_join(lines, longest * SHORT_LINE))


def _join(lines: list[str], short: float) -> Iterator[str]:
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (not line or _is_anew(line, paragraph[-1], short)):
            yield " ".join(paragraph)
            paragraph = []
        if line:
            paragraph.append(line)
    if paragraph:
        yield " ".join(paragraph)


def _is_anew(line: str, before: str, short: float) -> bool:
    """Tell whether a line begins a paragraph; a heading is short and ends without a sign."""
    is_heading = len(line) < short and line[0].isupper() and not _ENDS.search(line)
    return bool(
        len(before) < short or _STARTS_ANEW.match(line) or (is_heading and _ENDS.search(before))
    )
