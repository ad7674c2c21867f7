"""The rows of an import file as they stand there: CSV, however it was saved, or JSON Lines."""

import csv
import json
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from portal.errors import InvalidError
from portal.media.readers.typed import find_separator
from portal.media.signatures.plain import encoding_of

RawRow = dict[str, Any]

_START_BYTES = 64 * 1024
_HEADER_ROWS = 25


def iterate_rows(path: Path) -> Iterator[tuple[int, RawRow | InvalidError]]:
    """Yield each row with its number from 1, or the reason why it cannot be read."""
    if path.suffix.lower() == ".csv":
        yield from _iterate_csv(path)
    else:
        yield from _iterate_json_lines(path)


def _iterate_csv(path: Path) -> Iterator[tuple[int, RawRow | InvalidError]]:
    csv.field_size_limit(16 * 1024 * 1024)
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
    encoding = encoding_of(start, whole=len(start) < _START_BYTES) or "utf-8-sig"
    separator = find_separator(start.decode(encoding, "replace"))
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        number = 0
        try:
            for number, row in enumerate(
                _read_rows(csv.reader(file, delimiter=separator)), start=1
            ):
                yield number, row
        except csv.Error:
            yield number + 1, InvalidError({"row": _("This could not be understood")})


def _read_rows(lines: Iterator[list[str]]) -> Iterator[RawRow | InvalidError]:
    """Yield the rows below the header, above which there may be titles and blank lines."""
    above: list[list[str]] = []
    header: list[str] = []
    for header in islice(lines, _HEADER_ROWS):
        if "identifier" in header:
            break
        above.append(header)
    else:
        header, *above = above or [[]]
        lines = chain(above, lines)
    for cells in filter(None, lines):
        if len(cells) > len(header):
            yield InvalidError({"row": _("This row has more cells than the header.")})
        else:
            yield dict(zip(header, cells, strict=False))


def _iterate_json_lines(path: Path) -> Iterator[tuple[int, RawRow | InvalidError]]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate((line for line in file if line.strip()), start=1):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if isinstance(row, dict):
                yield number, row
            else:
                yield number, InvalidError({"row": _("This line is not a JSON object.")})
