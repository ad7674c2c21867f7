"""The table of an import, read by the locked child and laid out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flask import current_app
from flask_babel import gettext as _

from portal.config import Settings
from portal.directory.exchange.body import Body, read_body
from portal.directory.exchange.claims import beat
from portal.directory.exchange.columns import TableKind
from portal.directory.exchange.flaws import find_flaws
from portal.directory.exchange.headers import Layout, Names, load_names
from portal.directory.exchange.layouts import choose_layout, too_large
from portal.directory.exchange.models import DirectoryImport
from portal.directory.exchange.notices import describe_reading
from portal.directory.exchange.rows import Row, read_row
from portal.errors import InvalidError
from portal.media import failures
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.tables import Sheet, Table, read_table

MOST_BYTES = 8_000_000


@dataclass(frozen=True)
class LaidOut:
    """A table, and where its columns stand."""

    table: Table
    layout: Layout
    names: Mapping[TableKind, Names] = field(default_factory=load_names)

    @property
    def sheet(self) -> Sheet:
        """The sheet that is read."""
        return self.table.sheets[self.layout.sheet]

    @cached_property
    def body(self) -> Body:
        """What each row of the sheet is."""
        return read_body(self.sheet, self.layout, self.names)

    def rows(self) -> Iterator[Row]:
        """Yield the rows of data; what is wrong with a cell is a problem of its row."""
        for number, layout in self.body.data.items():
            cells, marks = self.sheet.rows[number], self.sheet.marks.get(number, {})
            flaws = find_flaws(number, cells, marks, layout)
            row = read_row(number, cells, layout, flaws)
            if row.said or row.problems:
                yield row

    @property
    def notice(self) -> str:
        """What of the table was left out, in sentences."""
        return "\n".join(describe_reading(self.table, self.layout, self.body))


def lay_out(import_: DirectoryImport, table: Table) -> LaidOut:
    """Return the table of an import as it was checked, or as it is found now.

    Raise UnknownColumnsError when a person has to say what the columns are.
    """
    layout = Layout.from_json(import_.layout) if import_.layout else choose_layout(table)
    return LaidOut(table, layout)


def open_table(import_: DirectoryImport) -> Table:
    """Return the table of an import, or raise InvalidError with what to send instead."""
    settings: Settings = current_app.extensions["settings"]
    try:
        return read_table(import_.content or b"", folder=settings.data_dir, beat=beat(import_.id))
    except UnreadableError as error:
        raise InvalidError({"file": explain(error.failure)}) from error


def explain(failure: Failure) -> str:
    """Return what to do about a file that could not be read."""
    match failure:
        case Failure.ENCRYPTED:
            return _("This file is locked with a password. Save it without one, and send it again.")
        case Failure.TOO_BIG | Failure.TOO_SLOW:
            return too_large()
        case Failure.NO_SPACE | Failure.GAVE_UP:
            return failures.explain(failure)
        case Failure.EMPTY:
            return _("This file is empty.")
        case Failure.UNSUPPORTED:
            return _(
                "This is not a table. Send a CSV file, or a workbook of Excel (XLSX, XLS) or"
                " LibreOffice (ODS)."
            )
        case _:
            return _("This file is damaged. Save it again as CSV or XLSX, and send it again.")
