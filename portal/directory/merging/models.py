"""Which organisations look alike and are two all the same."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model, now


class DistinctPair(Model):
    """Two organisations that somebody judged to be different; the smaller number comes first."""

    __tablename__ = "distinct_pair"

    one_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    judged_at: Mapped[datetime] = mapped_column(default=now)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
