"""What waits to be indexed, and expressions of equal meaning."""

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model, now


class OutboxEntry(Model):
    """An object that changed and is not yet in the index; written with the change itself."""

    __tablename__ = "outbox_entry"

    changes_pages = False
    __table_args__ = (Index(None, "kind", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=now)


class SynonymSet(Model):
    """Expressions that search treats as one: an acronym, what it stands for, translations."""

    __tablename__ = "synonym_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    expressions: Mapped[list[str]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
