"""A time between two vague dates, in words."""

from flask_babel import gettext as _

from portal.extensions import today
from portal.web.formats import vague_date


def say_period(start: str, end: str) -> str:
    """Return a period of EDTF dates in words, nothing when neither end is known."""
    if start and end:
        return _("%(start)s to %(end)s", start=vague_date(start), end=vague_date(end))
    if start > today().isoformat():
        return _("from %(start)s", start=vague_date(start))
    if start:
        return _("since %(start)s", start=vague_date(start))
    return _("until %(end)s", end=vague_date(end)) if end else ""
