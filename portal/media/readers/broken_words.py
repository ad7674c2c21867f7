"""Joins words that were broken at the end of a line."""

import re

_BROKEN_WORD = re.compile("(\\w)(?:[\ufffe\x02]|[-\u2010\u00ad]\r?\n)(\\w+)")
_BROKEN_ELSEWHERE = re.compile("[\ufffe\x02]")
_KEEP_HYPHEN = frozenset(("vous", "nous", "elle", "elles", "ils", "même", "mêmes"))


def mend_broken_words(text: str) -> str:
    """Return a text with its words whole; pdfium puts U+FFFE for hyphen and newline."""
    return _BROKEN_ELSEWHERE.sub("-", _BROKEN_WORD.sub(_mend, text))


def _mend(match: re.Match[str]) -> str:
    before, after = match.groups()
    is_one_word = before.isalpha() and after[0].islower() and after not in _KEEP_HYPHEN
    return f"{before}{after}" if is_one_word else f"{before}-{after}"
