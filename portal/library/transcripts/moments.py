"""Moments of a recording: how they are said, and where they are opened."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _

from portal.transcripts.lines import SECOND
from portal.transcripts.times import clock, read_second

_ROW_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What an address asks to hear: a file, a second of it, its words in a language."""

    file_id: int | None = None
    second: int | None = None
    language_code: str = ""


def read_moment(arguments: Mapping[str, str]) -> Moment:
    """Return the moment that `?file=12&t=760&lang=bam` names; what makes no sense is left out."""
    number = arguments.get("file", "")
    return Moment(
        file_id=int(number) if _ROW_NUMBER.fullmatch(number) else None,
        second=read_second(arguments.get("t", "")),
        language_code=arguments.get("lang", ""),
    )


def write_moment(file_id: int, *, second: int | None = None, language_code: str = "") -> str:
    """Return the end of an address at which a file is heard from a second on."""
    named: dict[str, Any] = {"file": file_id, "lang": language_code or None, "t": second}
    query = urlencode({name: value for name, value in named.items() if value is not None})
    return f"?{query}#f{file_id}"


def url_of_moment(slug: str, file_id: int, second: int, language_code: str = "") -> str:
    """Return the address of a record at which a file is heard from a second on."""
    return url_for("library.show", slug=slug) + write_moment(
        file_id, second=second, language_code=language_code
    )


def say_moment(second: int) -> str:
    """Return how people are asked to hear a second, named as beside its line: “12:40”."""
    return _("Listen at %(time)s", time=clock(second * SECOND))
