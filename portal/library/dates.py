"""Vague dates: EDTF level 0 (ISO 8601-2), as much as is known."""

import re
from datetime import date

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def is_vague_date(text: str) -> bool:
    """Tell whether `text` is a year, a month, a day, or empty for unknown."""
    if not text:
        return True
    shape = _SHAPE.fullmatch(text)
    if not shape or not text.isascii():
        return False
    year, month, day = (int(part or 1) for part in shape.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def year_of(text: str) -> str:
    """Return the year of a vague date, or an empty string."""
    return text[:4]
