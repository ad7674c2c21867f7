"""Vague dates against today, and a time between two of them in words."""

from flask_babel import gettext as _

from portal.content.dates import is_vague_date
from portal.extensions import today
from portal.web.formats import vague_date


def is_to_come(day: str) -> bool:
    """Return whether an EDTF date begins after today; an unknown or unread one does not."""
    return is_vague_date(day) and day > today().isoformat()


def say_period(start: str, end: str) -> str:
    """Return a period of EDTF dates in words, nothing when neither end is known."""
    if start and end:
        return _("%(start)s to %(end)s", start=vague_date(start), end=vague_date(end))
    if is_to_come(start):
        return _("from %(start)s", start=vague_date(start))
    if start:
        return _("since %(start)s", start=vague_date(start))
    return _("until %(end)s", end=vague_date(end)) if end else ""
