"""People, the roles they hold, and their open sessions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model, now


class RoleName(StrEnum):
    """What a person may do, from least to most."""

    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class User(Model):
    """A person who can sign in; visitors need no account."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    roles: Mapped[list["Role"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin"
    )

    is_authenticated = True
    is_anonymous = False

    @property
    def is_administrator(self) -> bool:
        """Whether she is an administrator of the whole site."""
        return any(
            role.name is RoleName.ADMINISTRATOR and role.organisation_id is None
            for role in self.roles
        )


class Role(Model):
    """A role held for one organisation, or for the whole site when it names none."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("user_id", "name", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[RoleName]
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE")
    )

    user: Mapped[User] = relationship(back_populates="roles")


class LoginSession(Model):
    """A signed-in browser; only the hash of its token is kept."""

    __tablename__ = "login_session"

    changes_pages = False

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")


class LoginFailure(Model):
    """A failed sign-in, kept for the length of the throttle; the subject is a keyed hash."""

    __tablename__ = "login_failure"

    changes_pages = False
    __table_args__ = (Index(None, "subject", "failed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[datetime] = mapped_column(default=now)
