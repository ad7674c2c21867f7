"""The publishing life cycle and its memory: statuses, visibilities, revisions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.auth.models import User
from portal.extensions import Model, now


class Status(StrEnum):
    """Where a record stands; only `published` is ever public."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Visibility(StrEnum):
    """Who may see a published record."""

    PUBLIC = "public"
    MEMBERS = "members"
    ORGANISATION = "organisation"


class Revision(Model):
    """A record as it was after one change: whole, with who changed which fields and when."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("record_kind", "record_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int]
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    action: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    changed_fields: Mapped[list[str]] = mapped_column(JSON)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)

    author: Mapped[User | None] = relationship()
