"""The character between the cells of a typed table, which the table does not name itself."""

import csv
import io
from collections import Counter
from itertools import islice

_SEPARATORS = ",;\t|"
_LOOKED_AT = 20_000
_ROWS_LOOKED_AT = 25


def find_separator(text: str) -> str:
    """Return the character that splits the first rows into most cells, as many in each.

    Titles above the headers, and descriptions, may have commas that are no separators.
    """
    if says_separator(text):
        return text[4]
    start = text.lstrip()[:_LOOKED_AT]
    return max(_SEPARATORS, key=lambda separator: _count_splits(start, separator))


def says_separator(text: str) -> bool:
    """Return whether the first line is there for Excel alone: `sep=;`."""
    return text[:4].lower() == "sep=" and text[5:6] in {"\r", "\n"}


def _count_splits(text: str, separator: str) -> int:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        widths = Counter(len(row) for row in islice(rows, _ROWS_LOOKED_AT))
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items()), default=0)
