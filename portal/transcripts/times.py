"""Times of a recording, as people, subtitles and addresses write them."""

import math
import re
from collections.abc import Sequence

from portal.transcripts.lines import SECOND

MINUTE = 60
HOUR = 3600

TIME = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIME = re.compile(TIME)
_UNITS = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?")
_SECONDS = re.compile(r"\d{1,6}(?=[.,]\d|$)")


def read_time(parts: Sequence[str | None]) -> int | None:
    """Return the milliseconds of the four groups of TIME, or None when there is no such time.

    Without hours the minutes may pass 60.
    """
    hours, minutes, seconds, fraction = parts
    if int(seconds or 0) >= MINUTE or (hours and int(minutes or 0) >= MINUTE):
        return None
    whole = int(hours or 0) * HOUR + int(minutes or 0) * MINUTE + int(seconds or 0)
    return whole * SECOND + int((fraction or "").ljust(3, "0"))


def read_second(text: str) -> int | None:
    """Return the second that an address names, as `760`, `12:40` or `12m40s`."""
    if found := _SECONDS.match(text):
        return int(found.group())
    if text and (found := _UNITS.fullmatch(text)):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * HOUR + minutes * MINUTE + seconds
    found = _TIME.fullmatch(text)
    time = read_time(found.groups()) if found else None
    return None if time is None else time // SECOND


def in_milliseconds(duration: float | None) -> int:
    """Return the length of a recording, its last moment included; 0 when it is not known."""
    return math.ceil((duration or 0) * SECOND)


def clock(time: int) -> str:
    """Return a time to the second: `0:07`, `12:40`, `1:02:40`."""
    minutes, seconds = divmod(time // SECOND, MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def exact_clock(time: int) -> str:
    """Return a time with as much of a second as it has: `12:40`, `12:40.5`."""
    fraction = f"{time % SECOND:03}".rstrip("0")
    return f"{clock(time)}.{fraction}" if fraction else clock(time)


def timestamp(time: int) -> str:
    """Return a time as WebVTT writes it: `00:12:40.500`."""
    minutes, seconds = divmod(time // SECOND, MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{time % SECOND:03}"
