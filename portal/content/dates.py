"""Vague dates: EDTF level 0 (ISO 8601-2), as much as is known."""

import re
from datetime import date

from flask_babel import lazy_gettext as _

# How dates are written: the hint beside a field and the error under it say the same.
DATE_HINT = _("Write 12/05/2023, 05/2023 or 2023; leave it empty if unknown.")
DAY_HINT = _("Write the day as 12/05/2030; leave it empty if there is no end.")

_WRITTEN = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
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


def read_date(text: str) -> str:
    """Return a date written day first (`12/05/2023`, `5.2023`) in EDTF, anything else as it is."""
    written = _WRITTEN.fullmatch(text)
    if not written or not text.isascii():
        return text
    day, month, year = written.groups()
    return "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])


def write_date(edtf: str) -> str:
    """Return an EDTF date as people of Mali write it in a form: day first."""
    return "/".join(reversed(edtf.split("-")))


def year_of(text: str) -> str:
    """Return the year of a vague date, or an empty string."""
    return text[:4]
