"""How a text stands in a cell, so that no spreadsheet takes it for a formula, and back.

A spreadsheet that splits at semicolons, as those of French offices do, sees more cells than
we wrote: what follows a semicolon, a tab or a new line inside a text begins one of them.
"""

import re
from collections.abc import Iterable

from portal.content.text import clean_text
from portal.directory.exchange.columns import EMPTY

# What begins a formula, and its compatibility forms: spreadsheets of East Asia take those too
# (OWASP, CSV Injection).
FORMULA_SIGNS = "=⁼₌⩵⩶﹦＝+⁺₊﬩﹢＋-﹣－@﹫＠"

# Each run of signs is looked at once, from the last separator in it: no long cell takes long.
_BEGINNING = r"((?:^|[;\t\r\n])(?:[^\S\t\r\n]|\")*)"
_SIGN = f"'*[{re.escape(FORMULA_SIGNS)}]"
_FORMULA = re.compile(rf"{_BEGINNING}(?={_SIGN})")
_GUARDED = re.compile(rf"{_BEGINNING}'(?={_SIGN})")
_QUOTED = re.compile(r"[,;\"\t\r\n]")


def guard(text: str) -> str:
    """Return a text as a cell: an apostrophe goes before whatever would begin a formula.

    A text that has apostrophes there already gets one more, so that `unguard` gives back
    exactly what was there.
    """
    return _FORMULA.sub(r"\1'", text)


def unguard(cell: str) -> str:
    """Return the text of a cell that `guard` may have written."""
    return _GUARDED.sub(r"\1", cell)


def write_line(values: Iterable[str | int | None]) -> str:
    """Return a line of CSV (RFC 4180), guarded; quotes hold what any usual separator would split.

    LibreOffice splits at commas, semicolons and tabs alike until it is told otherwise.
    """
    cells = (guard(value) if isinstance(value, str) else value for value in values)
    texts = ("" if cell is None else str(cell) for cell in cells)
    return ",".join(map(_quote, texts)) + "\r\n"


def _quote(text: str) -> str:
    if not _QUOTED.search(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def read_cell(cell: str) -> str | None:
    """Return what a cell says: nothing to leave as it is, an empty text to empty it."""
    text = clean_text(cell)
    if not text:
        return None
    return "" if text == EMPTY else clean_text(unguard(text))
