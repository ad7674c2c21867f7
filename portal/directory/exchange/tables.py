"""The table of an import, read by the locked child and laid out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _

from portal.config import Settings
from portal.directory.exchange.claims import beat
from portal.directory.exchange.headers import Layout, find_layout
from portal.directory.exchange.models import DirectoryImport
from portal.directory.exchange.rows import Row, read_row
from portal.errors import InvalidError
from portal.media import failures
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.tables import Table, read_table

MOST_BYTES = 8_000_000
_LONGEST_NAME = 80
_MOST_NAMED = 40


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A table, and where its columns stand."""

    table: Table
    layout: Layout

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the head that say something."""
        for number, cells in self.table.rows.items():
            if number > self.layout.first:
                row = read_row(number, cells, self.layout)
                if row.said:
                    yield row

    @property
    def notice(self) -> str:
        """What of the table was left out, in sentences."""
        said = []
        if names := _enumerate(self.layout.unknown):
            said.append(_("These columns are not known and were left out: %(names)s.", names=names))
        if names := _enumerate(self.layout.repeated):
            said.append(
                _(
                    "Of columns that say the same, only the first was read. Left out: %(names)s.",
                    names=names,
                )
            )
        if names := _enumerate(self.table.others):
            said.append(_("Only the first sheet was read. Left out: %(names)s.", names=names))
        return "\n".join(said)


def _enumerate(names: Sequence[str]) -> str:
    return "; ".join(name[:_LONGEST_NAME] for name in names[:_MOST_NAMED])


def open_table(import_: DirectoryImport) -> LaidOut:
    """Return the table of an import, or raise InvalidError with what to send instead."""
    settings: Settings = current_app.extensions["settings"]
    try:
        table = read_table(import_.content or b"", folder=settings.data_dir, beat=beat(import_.id))
    except UnreadableError as error:
        raise InvalidError({"file": explain(error.failure)}) from error
    return LaidOut(table, find_layout(table.rows))


def explain(failure: Failure) -> str:
    """Return what to do about a file that could not be read."""
    match failure:
        case Failure.ENCRYPTED:
            return _("This file is locked with a password. Save it without one, and send it again.")
        case Failure.TOO_BIG | Failure.TOO_SLOW:
            return _("This table is too large. Send it in several parts.")
        case Failure.NO_SPACE | Failure.GAVE_UP:
            return failures.explain(failure)
        case Failure.EMPTY:
            return _("This file is empty.")
        case Failure.UNSUPPORTED:
            return _("This is not a table. Send a CSV file or an Excel workbook (XLSX).")
        case _:
            return _("This file is damaged. Save it again as CSV or XLSX, and send it again.")
