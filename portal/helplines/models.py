"""Services that answer a telephone when somebody is in danger."""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.auth.models import User
from portal.extensions import Model
from portal.vocabulary.models import Labels, Language, Place


class Cost(StrEnum):
    """What the call costs the caller."""

    UNKNOWN = "unknown"
    FREE = "free"
    PAID = "paid"


class Audience(StrEnum):
    """Whom the service is for."""

    EVERYBODY = "everybody"
    WOMEN = "women"
    CHILDREN = "children"


helpline_language = Table(
    "helpline_language",
    Model.metadata,
    Column("helpline_id", ForeignKey("helpline.id", ondelete="CASCADE"), primary_key=True),
    Column("language_code", ForeignKey("language.code"), primary_key=True),
)


class Helpline(Model):
    """A number to call in one country; `names`, `hours` and `notes` go by interface language.

    The public sees a number only with the day on which an administrator called it. Changing the
    number or the country removes that day.
    """

    __tablename__ = "helpline"

    id: Mapped[int] = mapped_column(primary_key=True)
    country_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    names: Mapped[Labels] = mapped_column(JSON)
    hours: Mapped[Labels] = mapped_column(JSON, default=dict)
    notes: Mapped[Labels] = mapped_column(JSON, default=dict)
    is_always_open: Mapped[bool] = mapped_column(default=False)
    cost: Mapped[Cost] = mapped_column(default=Cost.UNKNOWN)
    audience: Mapped[Audience] = mapped_column(default=Audience.EVERYBODY)
    checked_on: Mapped[date | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    country: Mapped[Place] = relationship()
    checked_by: Mapped[User | None] = relationship()
    languages: Mapped[list[Language]] = relationship(
        secondary=helpline_language, order_by=Language.position
    )
