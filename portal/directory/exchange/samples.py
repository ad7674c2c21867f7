"""The beginning of each sheet of a table, kept for the page that asks which column is which."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from textwrap import shorten
from typing import Any

from portal.content.text import clean_line
from portal.directory.exchange.heads import HEAD_ROWS, LONGEST_HEADER, Rows
from portal.media.tables import Table

_MOST_SHEETS = 20
_MOST_ROWS = HEAD_ROWS + 15
_EXAMPLES = 3
_LONGEST_EXAMPLE = 60


@dataclass(frozen=True, slots=True)
class SampleSheet:
    """The first rows of a sheet; `place` is where the sheet is in its table."""

    place: int
    name: str
    rows: Rows

    def list_examples(self, place: int, *, below: int) -> list[str]:
        """Return the first different values of a column below its head."""
        values = (
            shorten(cells[place], _LONGEST_EXAMPLE, placeholder=" …")
            for number, cells in self.rows.items()
            if number > below and place < len(cells) and cells[place]
        )
        return list(islice(dict.fromkeys(values), _EXAMPLES))


def take_sample(table: Table) -> list[dict[str, Any]]:
    """Return the sample of a table as it is kept beside its import."""
    filled = ((place, sheet) for place, sheet in enumerate(table.sheets) if sheet.rows)
    return [
        {"place": place, "name": sheet.name, "rows": _first_rows(sheet.rows)}
        for place, sheet in islice(filled, _MOST_SHEETS)
    ]


def read_sample(kept: Sequence[dict[str, Any]]) -> list[SampleSheet]:
    """Return the sheets of a sample that was kept."""
    return [SampleSheet(one["place"], one["name"], dict(one["rows"])) for one in kept]


def _first_rows(rows: Rows) -> list[tuple[int, list[str]]]:
    first = islice(rows.items(), _MOST_ROWS)
    return [
        (number, [clean_line(cell)[:LONGEST_HEADER] for cell in cells]) for number, cells in first
    ]
