"""Imports: tables that were sent, what each line would do or did, and the columns chosen."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.auth.models import User
from portal.directory.exchange.columns import TableKind
from portal.extensions import Model, now


class ImportState(StrEnum):
    """How far an import is."""

    WAITING = "waiting"
    ASKING = "asking"
    CHECKED = "checked"
    APPLYING = "applying"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


class LineOutcome(StrEnum):
    """What became of a line, or would become of it."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class DirectoryImport(Model):
    """A table sent to the directory; `language` is that in which its report is written.

    `content` is kept until the import is applied. `publishes` says whether organisations
    that it creates are published or drafts. `notice` is what the reader left out of the
    table; `alive_at` is when the worker that has it in hand last said so. `layout` is where
    the columns are, so that what is applied is what was checked; `sample` is the beginning of
    each sheet, for the page that asks which column is which.
    """

    __tablename__ = "directory_import"

    changes_pages = False

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(2))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[ImportState] = mapped_column(default=ImportState.WAITING)
    problem: Mapped[str] = mapped_column(String(500), default="")
    notice: Mapped[str] = mapped_column(Text, default="")
    layout: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sample: Mapped[list[dict[str, Any]] | None] = mapped_column(
        JSON(none_as_null=True), deferred=True
    )
    publishes: Mapped[bool] = mapped_column(default=False)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    line_count: Mapped[int] = mapped_column(default=0)
    alive_at: Mapped[datetime | None]
    sent_at: Mapped[datetime] = mapped_column(default=now)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    finished_at: Mapped[datetime | None]

    sent_by: Mapped[User | None] = relationship()
    lines: Mapped[list["ImportLine"]] = relationship(
        cascade="all, delete-orphan", order_by="ImportLine.number", passive_deletes=True
    )


class ImportLine(Model):
    """One line of a table: what it is about, what it did, and what stands against it.

    `problems` are sentences by column; `changes` what it changes in a sheet, so that it can
    be taken back; it `is_written` while the sheet holds them.
    """

    __tablename__ = "import_line"

    changes_pages = False

    import_id: Mapped[int] = mapped_column(
        ForeignKey("directory_import.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[LineOutcome]
    label: Mapped[str] = mapped_column(String(300), default="")
    problems: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    is_new: Mapped[bool] = mapped_column(default=False)
    is_written: Mapped[bool] = mapped_column(default=False)
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON, default=dict)


class ColumnChoice(Model):
    """Which columns a person chose for tables with the same headers.

    `shape` is that of `Head`; `columns` has the name of a column for each place of the head,
    nothing for a place that is left out.
    """

    __tablename__ = "column_choice"

    changes_pages = False

    shape: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[TableKind]
    columns: Mapped[list[str]] = mapped_column(JSON)
    chosen_at: Mapped[datetime] = mapped_column(default=now)
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
