"""Stored files, the text read from them, and the copies made of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model, now


class FileState(StrEnum):
    """Where a file stands between its arrival and its use.

    A withdrawn file is the original alone: what was derived from it has been removed.
    """

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Family(StrEnum):
    """What a person does with a file: read it, look at it, listen to it."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"


class Purpose(StrEnum):
    """What a copy is for.

    `clean` is the whole file without what identifies or locates anybody, the most that the
    public may have; `light` is a copy for slow lines (Opus, or a smaller PDF), `swift` the
    same sound in a wrapping that browsers start at once (WebM), `standard` one for players
    that do not know Opus (MP3).
    """

    CLEAN = "clean"
    LIGHT = "light"
    SWIFT = "swift"
    STANDARD = "standard"


class File(Model):
    """Bytes that someone sent, kept under their sha256, and what was learned of them.

    `attempts` counts the times a worker took the file up since a step last succeeded;
    `seen_at` is the last sign of life of that worker. `read_at` says since
    when text and facts are known, `recognised_up_to` the last page whose scan was read.
    `protection` lists what was found that identifies or locates (see `media.findings`),
    and never the values themselves. `waveform` has 200 letters, `a` for silence to `z`.
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

    read_at: Mapped[datetime | None]
    recognised_up_to: Mapped[int] = mapped_column(default=0)
    protection: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    waveform: Mapped[str] = mapped_column(String(200), default="")

    renditions: Mapped[list["Rendition"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )

    def copy_for(self, purpose: Purpose) -> "Rendition | None":
        """Return the copy made for a purpose, if there is one."""
        return next((copy for copy in self.renditions if copy.purpose is purpose), None)

    @property
    def is_pending(self) -> bool:
        """Whether the worker has still to do with it."""
        return self.state in {FileState.WAITING, FileState.WORKING}


class Rendition(Model):
    """A copy of a file that we made, kept under its own sha256."""

    __tablename__ = "rendition"
    __table_args__ = (UniqueConstraint("file_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    format: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime] = mapped_column(default=now)


class TextPage(Model):
    """The plain text of one page of a file; pages are numbered from 1.

    `blocks` holds the same text as [kind, text] pairs where headings and lists are known;
    a kind is `p`, `h2` to `h6`, `ul` or, with its number, `ol1` (one entry of a list). A
    recognised page was read from a scan by a program.
    """

    __tablename__ = "text_page"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("file.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    blocks: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    is_recognised: Mapped[bool] = mapped_column(default=False)
