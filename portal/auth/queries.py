"""Reads about people."""

from sqlalchemy import select

from portal.auth.models import User
from portal.errors import NotFoundError
from portal.extensions import db


def normalise_login(login: str) -> str:
    """Return the form under which a login is kept and compared."""
    return " ".join(login.split()).casefold()


def find_user(login: str) -> User | None:
    """Return the account of this login, if there is one."""
    return db.session.scalar(select(User).where(User.login == normalise_login(login)))


def get_user(login: str) -> User:
    """Return the account of this login, or raise NotFoundError."""
    if user := find_user(login):
        return user
    raise NotFoundError(f"no account {login!r}")


def list_users() -> list[User]:
    """Return all accounts by login."""
    return list(db.session.scalars(select(User).order_by(User.login)))
