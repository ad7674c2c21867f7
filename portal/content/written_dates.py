"""The parser behind `dates.read_date`: texts that people write, into EDTF level 0.

Days come before months. A year of two digits needs its day, or the form of spreadsheets
(`mai-24`), and lies between 1950 and 2049.
"""

import re
from datetime import date
from enum import Enum

from portal.content.months import fold, month_names, month_pattern, weekday_pattern

FIRST_SHORT_YEAR = 1950
_CENTURY = 100
_LONGEST = 60

_TIME = re.compile(
    r"(?:t|\s)\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]m)?\s*(?:z|utc|[+-]\d{2}:?\d{2})?$"
)
_ORDINAL = re.compile(r"(?<=\d)\s?(?:er|ere|e|eme|st|nd|rd|th)\b")
_SMALL_WORDS = re.compile(r"(?<!\w)(?:le|du|de|the|of|on|في|من|شهر|سنه|عام)(?!\w)")
_COMMON_ERA = re.compile(r"(?<=\d)\s?م$")
_EDGES = " ,،./-"

_SEPARATOR = r"\s?(?P<sign>[-/. ])\s?"
_AGAIN = r"\s?(?P=sign)\s?"
_YEAR = re.compile(r"(?P<year>\d{4})(?:[.,]0+)?")
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}}){_SEPARATOR}(?P<month>\d\d?)(?:{_AGAIN}(?P<day>\d\d?))?"
)
_DAY_FIRST = re.compile(
    rf"(?P<day>\d\d?){_SEPARATOR}(?P<month>\d\d?){_AGAIN}(?P<year>\d{{4}}|\d\d)"
)
_MONTH_FIRST = re.compile(rf"(?P<month>\d\d?){_SEPARATOR}(?P<year>\d{{4}})")
_IN_DIGITS = (_YEAR, _YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST)
# A spreadsheet keeps 2023.10 as the number 2023.1.
_CUT = re.compile(r"\d{4}\.\d")
_WITHOUT_YEAR = re.compile(r"\d\d?\s?[-/.]\s?\d\d?")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")

# The month stands at the bar.
_AROUND_A_NAME = (
    re.compile(r"(?P<day>\d\d?)\|(?P<year>\d{4}|\d\d)"),
    re.compile(r"\|(?P<year>\d{4})"),
    re.compile(r"\|(?P<day>\d\d?)[\s,،]+(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})\|(?P<day>\d\d?)?"),
)
_SHORT_AROUND = re.compile(r"(?:\d\d?)?\|(?:\d\d?)?")
_MONTH_OF_SPREADSHEETS = re.compile(r"-(?P<year>\d\d)")


class Unread(Enum):
    """Why a text is not taken as a date."""

    NOT_A_DATE = "not-a-date"
    IMPOSSIBLE = "impossible"
    WITHOUT_YEAR = "without-year"
    SERIAL = "serial"


def parse_date(text: str) -> str | Unread:
    """Return a date in EDTF (empty for an empty text), or why it cannot be read."""
    if len(text) > _LONGEST:
        return Unread.NOT_A_DATE
    words = _simplify(text)
    names = list(month_pattern().finditer(words))
    if len(names) > 1:
        return Unread.NOT_A_DATE
    return _parse_name(words, names[0]) if names else _parse_digits(words)


def _simplify(text: str) -> str:
    """Return a text folded, without the weekday before a date and the time of day behind it."""
    words = " ".join(fold(text).split())
    if weekday := weekday_pattern().match(words):
        words = words[weekday.end() :]
    return _COMMON_ERA.sub("", _TIME.sub("", words)).strip()


def _parse_digits(words: str) -> str | Unread:
    if not words:
        return ""
    if _CUT.fullmatch(words) and not words.endswith(".0"):
        return Unread.NOT_A_DATE
    for pattern in _IN_DIGITS:
        if found := pattern.fullmatch(words):
            return _write(found.groupdict())
    if _SERIAL.fullmatch(words):
        return Unread.SERIAL
    return Unread.WITHOUT_YEAR if _WITHOUT_YEAR.fullmatch(words) else Unread.NOT_A_DATE


def _parse_name(words: str, name: re.Match[str]) -> str | Unread:
    month = month_names()[name.group().rstrip(".")]
    before, after = words[: name.start()], words[name.end() :]
    if not before and (short := _MONTH_OF_SPREADSHEETS.fullmatch(after)):
        return _write(short.groupdict(), month)
    around = "|".join(map(_leave_numbers, (before, after)))
    for pattern in _AROUND_A_NAME:
        if found := pattern.fullmatch(around):
            return _write(found.groupdict(), month)
    return Unread.WITHOUT_YEAR if _SHORT_AROUND.fullmatch(around) else Unread.NOT_A_DATE


def _leave_numbers(words: str) -> str:
    """Return what stands beside the name of a month without endings, small words and signs."""
    return _ORDINAL.sub("", _SMALL_WORDS.sub(" ", words)).strip(_EDGES)


def _write(found: dict[str, str | None], month: int | None = None) -> str | Unread:
    """Return the parts that a pattern found in EDTF, if the calendar has such a day."""
    parts = (month or found.get("month"), found.get("day"))
    year, rest = _read_year(found["year"] or ""), [int(part) for part in parts if part]
    try:
        date(year, *[*rest, 1, 1][:2])
    except ValueError:
        return Unread.IMPOSSIBLE
    return "-".join([f"{year:04}", *(f"{number:02}" for number in rest)])


def _read_year(digits: str) -> int:
    """Return a year; of two digits, the one from 1950 to 2049."""
    if len(digits) > len("24"):
        return int(digits)
    return FIRST_SHORT_YEAR + (int(digits) - FIRST_SHORT_YEAR) % _CENTURY
