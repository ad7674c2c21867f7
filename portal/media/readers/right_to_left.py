"""Mends lines written from right to left, as they come out of a PDF.

A PDF keeps signs where they are printed: in such a line quotation marks and brackets may
come out turned round, the dot of a number before it, and a vowel sign parted from its
letter.
"""

import re

_LETTERS = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_OTHER_LETTERS = re.compile("[A-Za-z\u00c0-\u024f]")
_PAIRS = (("«", "»"), ("(", ")"), ("[", "]"))
_NUMBER = re.compile(r"\.(\d{1,3})(?=\s)")
_LOST_VOWEL = re.compile("(?:^|(?<=\\s))[\u064b-\u0652\u0670]+ ?")


def mend_right_to_left(text: str) -> str:
    """Return a page with its lines from right to left mended; the others stay as they are."""
    if not _LETTERS.search(text):
        return text
    lines = text.split("\n")
    places = [place for place, line in enumerate(lines) if _is_right_to_left(line)]
    table = _turned_pairs("".join(lines[place] for place in places))
    for place in places:
        line = _LOST_VOWEL.sub("", lines[place]).translate(table)
        lines[place] = _NUMBER.sub(r"\1.", line, count=1) if line.startswith(".") else line
    return "\n".join(lines)


def _is_right_to_left(line: str) -> bool:
    return len(_LETTERS.findall(line)) > len(_OTHER_LETTERS.findall(line))


def _turned_pairs(text: str) -> dict[int, str]:
    """Return what to exchange: pairs of which as many close as open, a closing one first."""
    table: dict[int, str] = {}
    for opening, closing in _PAIRS:
        is_even = text.count(opening) == text.count(closing) > 0
        if is_even and text.index(closing) < text.index(opening):
            table |= {ord(opening): closing, ord(closing): opening}
    return table
