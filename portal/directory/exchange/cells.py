"""How a text stands in a cell, so that no spreadsheet takes it for a formula, and back."""

import re

from portal.content.text import clean_text
from portal.directory.exchange.columns import EMPTY

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_MONTH = re.compile(r"(\d{1,2})[/.](\d{4})")
_SPACES = re.compile("[\\s\u00a0\u202f]")


def guard(text: str) -> str:
    """Return a text as a cell: an apostrophe goes before what would begin a formula.

    A text that has apostrophes there already gets one more, so that `unguard` gives back
    exactly what was there.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(cell: str) -> str:
    """Return the text of a cell that `guard` may have written."""
    return cell[1:] if _GUARDED.match(cell) else cell


def read_cell(cell: str) -> str | None:
    """Return what a cell says: nothing to leave as it is, an empty text to empty it."""
    text = clean_text(cell)
    if not text:
        return None
    return "" if text == EMPTY else clean_text(unguard(text))


def read_date(text: str) -> str:
    """Return a date as EDTF where it was written day/month/year; any other as it is."""
    if found := _DAY.fullmatch(text):
        day, month, year = found.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    if found := _MONTH.fullmatch(text):
        month, year = found.groups()
        return f"{year}-{month:0>2}"
    return text


def read_number(text: str) -> int | None:
    """Return a whole number, spaces between its digits or not; None when it is not one."""
    digits = _SPACES.sub("", text)
    return int(digits) if digits.isdecimal() and len(digits) <= 12 else None  # noqa: PLR2004 - more is no number of people
