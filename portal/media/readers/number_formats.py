"""What number formats of cells show of a date: the day, the month or the year.

Spreadsheets make the first of the month of a typed “mai 2023” and show the month alone.
"""

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum

_QUOTED = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_BUILT_IN = {17: "mmm-yy", **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm")}
_BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_GENERAL = "general"


class Shown(StrEnum):
    """The most exact part of a moment that a format shows."""

    TIME = "time"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def shown_by(number: int, code: str | None) -> Shown | None:
    """Return what a format shows of a date; None when it is a format of numbers.

    `code` is the text of a format that the workbook defines (ECMA-376 part 1, 18.8.31).
    """
    if code is None:
        if number in _BUILT_IN_DATES and number not in _BUILT_IN:
            return Shown.DAY
        code = _BUILT_IN.get(number, _GENERAL)
    letters = set(_QUOTED.sub("", code.partition(";")[0].lower()))
    if _GENERAL in code.lower() or not letters & set("ydhms"):
        return Shown.TIME if re.search(r"\[(h+|m+|s+)\]", code.lower()) else None
    if "d" in letters:
        return Shown.DAY
    if "y" in letters:
        return Shown.MONTH if "m" in letters else Shown.YEAR
    return Shown.TIME if letters & set("hs") else Shown.MONTH


def text_of_moment(moment: datetime | date | time | timedelta, shown: Shown | None) -> str:
    """Return a moment in ISO 8601, as exact as the cell shows it."""
    if shown is Shown.YEAR and isinstance(moment, date):
        return f"{moment:%Y}"
    if shown is Shown.MONTH and isinstance(moment, date):
        return f"{moment:%Y-%m}"
    if isinstance(moment, datetime) and moment.time() == time.min:
        return moment.date().isoformat()
    return str(moment) if isinstance(moment, timedelta) else moment.isoformat()
