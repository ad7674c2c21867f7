"""Makes what a program read from a scan fit to keep; what is no text is dropped."""

import re

from portal.media.readers.broken_words import mend_broken_words
from portal.media.readers.cleaning import clean
from portal.media.readers.report import MAX_PAGE_CHARACTERS

_FEWEST_LETTERS = 3
_LETTERS_OF_TEXT = 0.5
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARABIC_SPECK = re.compile("(?<!\\S)[\u0600-\u06ff]{1,2}[^\\w\\s]*(?!\\S)")
_BULLET = re.compile(r"^[•°*][•°*»_\s]*(?=\S)")


def clean_recognised(text: str) -> str:
    """Return the text of a page as other pages have theirs, or nothing if it is noise."""
    text = clean(mend_broken_words(text))
    lines = (_without_specks(line) for line in text.split("\n"))
    text = clean("\n".join(lines))[:MAX_PAGE_CHARACTERS]
    return text if _is_text(text) else ""


def _without_specks(line: str) -> str:
    """Take signs that are no letters in a line of another script for the bullets they are."""
    if len(_LATIN.findall(line)) <= len(_ARABIC.findall(line)):
        return line
    return _BULLET.sub("• ", _ARABIC_SPECK.sub("•", line))


def _is_text(text: str) -> bool:
    letters = sum(map(str.isalnum, text))
    signs = len("".join(text.split()))
    return sum(map(str.isalpha, text)) >= _FEWEST_LETTERS and letters >= _LETTERS_OF_TEXT * signs
