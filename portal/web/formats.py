"""How numbers, sizes, durations, dates and labels are written in the reader's language."""

import re
from datetime import date, datetime

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from portal.config import LANGUAGES

KILO = 1000
MINUTE = 60
YEAR_LENGTH = 4
MONTH_LENGTH = 7
UNBROKEN = "\N{NO-BREAK SPACE}"
FIRST_STRONG_ISOLATE = "\N{FIRST STRONG ISOLATE}"
POP_DIRECTIONAL_ISOLATE = "\N{POP DIRECTIONAL ISOLATE}"

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOSE_SIGN = re.compile(r"(?<=«) | (?=[:;!?»])")


def filesize(size: int) -> str:
    """Return a size in bytes as people read it: `350 kB`, `1.2 MB`, in their language."""
    if size < KILO:
        return ngettext("%(number)s byte", "%(number)s bytes", size, number=number(size))
    if size < KILO * KILO:
        return _("%(number)s kB", number=number(round(size / KILO)))
    return _("%(number)s MB", number=number(round(size / KILO / KILO, 1)))


def number(value: float) -> str:
    """Return a number with the separators of the reader's language."""
    return format_decimal(value, locale=get_locale())


def minutes(seconds: float) -> str:
    """Return a duration rounded for a listener: `40 seconds`, `27 min`."""
    if (count := max(1, round(seconds))) < MINUTE:
        return ngettext("%(number)s second", "%(number)s seconds", count, number=number(count))
    count = round(seconds / MINUTE)
    return ngettext("%(number)s min", "%(number)s min", count, number=number(count))


def vague_date(edtf: str) -> str:
    """Return an EDTF date (`2023`, `2023-05`, `2023-05-12` or empty) in words."""
    locale = get_locale()
    if not edtf:
        return _("Unknown date")
    if len(edtf) == YEAR_LENGTH:
        return edtf
    if len(edtf) == MONTH_LENGTH:
        first = date.fromisoformat(f"{edtf}-01")
        return _unbroken(format_skeleton("yMMMM", first, locale=locale))
    return _day(date.fromisoformat(edtf))


def moment(value: datetime) -> str:
    """Return the day of a point in time, in words."""
    return _day(value.date())


def typeset(text: str) -> str:
    """Return a text whose French signs stay on the line of their word."""
    return _LOOSE_SIGN.sub(UNBROKEN, text)


def label(labels: dict[str, str]) -> str:
    """Return the label in the reader's language, or in the next one that has it."""
    for language in (str(get_locale()), *LANGUAGES):
        if labels.get(language):
            return labels[language]
    return next(iter(labels.values()), "")


def instant(value: datetime) -> str:
    """Return a point in time as feeds and sitemaps write it (RFC 3339)."""
    return f"{value:%Y-%m-%dT%H:%M:%S}Z"


def xml_text(text: str) -> str:
    """Return a text without the characters that XML 1.0 does not allow."""
    return _NO_XML.sub("", text)


def isolated(text: str) -> str:
    """Return a text to put inside a sentence that may run the other way (Unicode UAX 9)."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_DIRECTIONAL_ISOLATE}"


def _day(day: date) -> str:
    return _unbroken(format_date(day, "long", locale=get_locale()))


def _unbroken(words: str) -> str:
    return words.replace(" ", UNBROKEN)


def init_app(app: Flask) -> None:
    """Give these words to the templates."""
    app.jinja_env.filters.update(
        filesize=filesize,
        instant=instant,
        isolated=isolated,
        label=label,
        minutes=minutes,
        moment=moment,
        number=number,
        typeset=typeset,
        vague_date=vague_date,
        xml_text=xml_text,
    )
