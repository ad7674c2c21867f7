"""Vague dates: EDTF level 0 (ISO 8601-2), as much as is known.

Forms, imports and tables read dates here and nowhere else; docs/adr/0046 lists the forms.
"""

import re
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal.content.text import clean_line, shorten
from portal.content.written_dates import Unread, parse_date
from portal.errors import InvalidError

# How dates are written: the hint beside a field and the error under it name the same forms.
DATE_FORMS = _("Write 12/05/2023, 05/2023, May 2023 or 2023.")
DAY_FORMS = _("Write the day as 12/05/2030 or 12 May 2030.")
DATE_HINT = _("%(how)s Leave it empty if unknown.", how=DATE_FORMS)
DAY_HINT = _("%(how)s Leave it empty if there is no end.", how=DAY_FORMS)

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_DAY_LENGTH = len("2023-05-12")


def is_vague_date(text: str) -> bool:
    """Return whether `text` is a year, a month or a day in EDTF, or empty for unknown."""
    if not text:
        return True
    shape = _SHAPE.fullmatch(text)
    if not shape:
        return False
    year, month, day = (int(part or 1) for part in shape.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def read_date(text: str) -> str:
    """Return a date as people write it in EDTF, and anything else as it is."""
    found = parse_date(text)
    return text if isinstance(found, Unread) else found


def find_date_problem(text: str) -> str:
    """Return what is wrong with a date that `read_date` returned, or an empty string."""
    return "" if is_vague_date(text) else _explain(text, parse_date(text), str(DATE_FORMS))


def read_day(text: str | None) -> date | None:
    """Return a whole day, or None for an empty text. Raise InvalidError for anything else."""
    line = clean_line(text)
    if not line:
        return None
    found = parse_date(line)
    if isinstance(found, Unread) or len(found) < _DAY_LENGTH:
        raise InvalidError({"": _explain(line, found, str(DAY_FORMS))})
    return date.fromisoformat(found)


def write_date(edtf: str) -> str:
    """Return an EDTF date as people of Mali write it in a form: day first."""
    return "/".join(reversed(edtf.split("-")))


def year_of(text: str) -> str:
    """Return the year of a vague date, or an empty string."""
    return text[:4]


def _explain(text: str, found: str | Unread, how: str) -> str:
    """Return a sentence with the text itself, why it is refused, and the forms that are read."""
    said = shorten(text)
    match found:
        case Unread.IMPOSSIBLE:
            return gettext("“%(text)s” is not in the calendar. %(how)s", text=said, how=how)
        case Unread.WITHOUT_YEAR:
            return gettext("“%(text)s” has no year of four digits. %(how)s", text=said, how=how)
        case Unread.SERIAL:
            return gettext(
                "“%(text)s” is how a spreadsheet counts days, not a date. %(how)s",
                text=said,
                how=how,
            )
        case Unread.NOT_A_DATE:
            return gettext("“%(text)s” cannot be read as a date. %(how)s", text=said, how=how)
        case _:
            return gettext("“%(text)s” is not a whole day. %(how)s", text=said, how=how)
