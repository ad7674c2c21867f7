"""The report of an import as a table that its sender opens beside her own."""

import csv
import io
from collections.abc import Iterator

from flask_babel import gettext as _

from portal.directory.exchange.cells import guard
from portal.directory.exchange.presentation import OUTCOME_WORDS, list_points
from portal.directory.exchange.queries import list_lines

AT_ONCE = 1000


def write_report(import_id: int) -> Iterator[bytes]:
    """Yield the report as CSV, a line for each column that has to be mended."""
    yield _write(
        [[_("Line"), _("What became of it"), _("What it is about"), _("Column"), _("What to do")]]
    )
    offset = 0
    while lines := list_lines(import_id, offset=offset, limit=AT_ONCE):
        rows = []
        for line in lines:
            begin = [str(line.number), str(OUTCOME_WORDS[line.outcome]), guard(line.label)]
            points = [[str(one.column), guard(one.problem)] for one in list_points(line)]
            rows += [[*begin, *point] for point in points or [["", ""]]]
        yield _write(rows, is_first=False)
        offset += AT_ONCE


def _write(rows: list[list[str]], *, is_first: bool = True) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("utf-8-sig" if is_first else "utf-8")
