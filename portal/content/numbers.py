"""Whole numbers: forms and tables read them here and nowhere else.

Numbers of rows in addresses and forms are read more strictly, in `portal.web.numbers`.
"""

import re
import unicodedata

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal.content.text import clean_line, shorten
from portal.errors import InvalidError

# The hint beside a field and the error under it name the same forms.
NUMBER_HINT = _("Write digits alone, for example 1250 or 1 250.")

_MOST_DIGITS = 12

# Arabic has signs of its own: ٬ separates thousands, ٫ decimals.
_DECIMALS = r"[.,٫]0*"
_PLAIN = re.compile(rf"(?P<whole>\d+)(?:{_DECIMALS})?")
_GROUPED = re.compile(
    rf"(?P<whole>[1-9]\d{{0,2}}(?P<sign>[ .,'’٬])\d{{3}}(?:(?P=sign)\d{{3}})*)"
    rf"(?:(?!(?P=sign)){_DECIMALS})?"
)
_AMBIGUOUS = re.compile(r"([1-9]\d{0,2})[.,]000")


def read_number(text: str) -> int | None:
    """Return a whole number, or None for an empty text. Raise InvalidError for anything else.

    A point or comma before three digits separates thousands: `1.250` is 1250, because no
    whole number ends so. Before three zeros it may also end one, and the text is refused.
    """
    words = _simplify(text)
    if ambiguous := _AMBIGUOUS.fullmatch(words):
        raise InvalidError({"": _explain_ambiguous(text, int(ambiguous[1]))})
    found = _GROUPED.fullmatch(words) or _PLAIN.fullmatch(words)
    digits = "".join(filter(str.isdigit, found["whole"])) if found else ""
    if words and not 0 < len(digits) <= _MOST_DIGITS:
        raise InvalidError({"": _explain(text)})
    return int(digits) if digits else None


def _simplify(text: str) -> str:
    """Return a text with plain digits, single spaces of one kind, and no bidi marks."""
    seen = (sign for sign in clean_line(text) if unicodedata.category(sign) != "Cf")
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in seen).strip()


def _explain(text: str) -> str:
    return gettext(
        "“%(text)s” cannot be read as a whole number. %(how)s",
        text=shorten(text),
        how=NUMBER_HINT,
    )


def _explain_ambiguous(text: str, number: int) -> str:
    return gettext(
        "“%(text)s” can mean %(small)s or %(large)s. Write one of them, in digits alone.",
        text=shorten(text),
        small=number,
        large=number * 1000,
    )
