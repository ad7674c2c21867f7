"""The report of an import as a table that its sender opens beside her own."""

from collections.abc import Iterator
from itertools import chain

from flask_babel import gettext as _

from portal.directory.exchange.cells import write_line
from portal.directory.exchange.models import ImportLine
from portal.directory.exchange.presentation import OUTCOME_WORDS, list_points
from portal.directory.exchange.queries import list_lines

AT_ONCE = 1000


def write_report(import_id: int) -> Iterator[bytes]:
    """Yield the report as CSV, a line for each column that has to be mended."""
    head = (_("Line"), _("What became of it"), _("What it is about"), _("Column"), _("What to do"))
    yield write_line(head).encode("utf-8-sig")
    offset = 0
    while lines := list_lines(import_id, offset=offset, limit=AT_ONCE):
        yield "".join(map(write_line, chain.from_iterable(map(_rows_of, lines)))).encode()
        offset += AT_ONCE


def _rows_of(line: ImportLine) -> list[tuple[str | int, ...]]:
    begin = (line.number, str(OUTCOME_WORDS[line.outcome]), line.label)
    points = [(str(one.column), one.problem) for one in list_points(line)]
    return [(*begin, *point) for point in points or [("", "")]]
