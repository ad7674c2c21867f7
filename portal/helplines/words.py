"""What the closed lists and the fields of helplines are called, in the reader's language."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _

from portal.helplines.models import Audience, Cost

WORDS: Mapping[str, str] = {
    Cost.UNKNOWN: _("Cost not known"),
    Cost.FREE: _("Free call"),
    Cost.PAID: _("Paid call"),
    Audience.EVERYBODY: _("For everybody"),
    Audience.WOMEN: _("For women and girls"),
    Audience.CHILDREN: _("For children"),
}

FIELD_WORDS: Mapping[str, str] = {
    "country_id": _("Country"),
    "number": _("Number to call"),
    "names": _("Name of the service"),
    "hours": _("Hours"),
    "notes": _("Note"),
    "is_always_open": _("Answers day and night"),
    "cost": _("Cost of the call"),
    "audience": _("Whom the service is for"),
    "language_codes": _("Languages spoken"),
    "checked_on": _("Last call"),
}


def choices_of(choices: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """Return the (value, words) of a closed list, in its order."""
    return [(choice.value, WORDS[choice]) for choice in choices]
