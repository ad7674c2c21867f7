"""Transcripts and chapters of a file, one cue after the other."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model, now
from portal.vocabulary.models import Language


class TranscriptKind(StrEnum):
    """What the cues are: the words that are said, or the titles of chapters."""

    WORDS = "words"
    CHAPTERS = "chapters"


class Transcript(Model):
    """Timed text of a recording in one language, as WebVTT understands it."""

    __tablename__ = "transcript"
    __table_args__ = (UniqueConstraint("file_id", "kind", "language_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), index=True)
    kind: Mapped[TranscriptKind] = mapped_column(default=TranscriptKind.WORDS)
    language_code: Mapped[str] = mapped_column(ForeignKey("language.code"))
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    language: Mapped[Language] = relationship()
    cues: Mapped[list["Cue"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Cue.number"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - as SQLAlchemy declares it


class Cue(Model):
    """One line of a transcript; times are in milliseconds from the start, numbers from 1."""

    __tablename__ = "cue"

    transcript_id: Mapped[int] = mapped_column(
        ForeignKey("transcript.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[int]
    end: Mapped[int]
    speaker: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text)
