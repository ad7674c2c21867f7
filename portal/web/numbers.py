"""Numbers in addresses and forms: plain digits, and no larger than the database can keep."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

HIGHEST = 2**31 - 1


class RowNumberConverter(IntegerConverter):
    """The number of a row; any other number is an address where nothing lives."""

    regex = "[0-9]+"

    def __init__(self, map: Map, *arguments: Any, **options: Any) -> None:  # noqa: A002 - werkzeug's name
        """Accept no number beyond the highest."""
        super().__init__(map, *arguments, **{"max": HIGHEST, **options})


def row_number(value: object) -> int:
    """Return the number that a form or a query names; raise ValueError where no row has it."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(HIGHEST))):
        raise ValueError(text[:20])
    if int(text) > HIGHEST:
        raise ValueError(text)
    return int(text)


def row_number_or_none(value: object) -> int | None:
    """Return the number that a form names, None where nothing is chosen."""
    return None if value in {None, ""} else row_number(value)


def init_app(app: Flask) -> None:
    """Read every `<int:…>` of an address so."""
    app.url_map.converters["int"] = RowNumberConverter
