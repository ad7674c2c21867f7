"""Stored files and the text read from them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model, now


class FileState(StrEnum):
    """Where a file stands between its arrival and its use."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class Family(StrEnum):
    """What a person does with a file: read it, look at it, listen to it."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"


class File(Model):
    """Bytes that someone sent, kept under their sha256, and what was learned of them.

    `attempts` counts the times a worker took the file up, and so names the attempt that
    may finish it; `seen_at` is the last sign of life of that worker.
    """

    __tablename__ = "file"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    format: Mapped[str] = mapped_column(String(12))
    media_type: Mapped[str] = mapped_column(String(120))
    family: Mapped[Family]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(default=now)

    state: Mapped[FileState] = mapped_column(default=FileState.WAITING, index=True)
    failure: Mapped[str] = mapped_column(String(40), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]

    page_count: Mapped[int | None]
    duration: Mapped[float | None]
    tags: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    width: Mapped[int | None]
    height: Mapped[int | None]
    thumbnail_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)

    @property
    def is_pending(self) -> bool:
        """Whether the worker has still to do with it."""
        return self.state in {FileState.WAITING, FileState.WORKING}


class TextPage(Model):
    """The plain text of one page of a file; pages are numbered from 1."""

    __tablename__ = "text_page"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("file.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
