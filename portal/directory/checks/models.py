"""When a sheet counts as old, and the links by which an organisation checks its own."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.directory.models import Organisation
from portal.extensions import Model, now


class DirectoryRules(Model):
    """What the administrator decides about freshness, in one row; days, 0 hides nothing.

    `swept_on` is the day up to which the index was told what became old or hidden.
    """

    __tablename__ = "directory_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    stale_days: Mapped[int] = mapped_column(default=365)
    hidden_days: Mapped[int] = mapped_column(default=730)
    swept_on: Mapped[date | None]


class CheckLink(Model):
    """A link sent to an organisation to check its own sheet once, without an account."""

    __tablename__ = "check_link"

    changes_pages = False

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
