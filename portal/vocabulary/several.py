"""Cells of tables in which people write several names of a vocabulary."""

import re
from collections.abc import Callable

# A comma between digits divides no names. Arabic joins “and” to the next word.
_BETWEEN = re.compile(
    r"\s*(?:[;|/\n،؛+&]|(?<!\d),|,(?!\d)|\s[-–—]\s|(?<!\w)(?:et|and|ou|or|و)(?!\w))\s*|\s+و(?=\w{3})",
    re.IGNORECASE,
)


def split_names(text: str) -> list[str]:
    """Return the names that a cell may hold, each once; one when nothing divides it.

    Some names hold what divides others: look for the whole text first.
    """
    return list(dict.fromkeys(part for part in _BETWEEN.split(text.strip()) if part))


def divide(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """Return the names in a text if it is no known name and all of them are, else the text."""
    parts = split_names(text)
    return parts if not is_known(text) and parts and all(map(is_known, parts)) else [text]
