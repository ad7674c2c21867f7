"""Signed-in browsers: a random token for the browser, its hash for the server."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete

from portal.auth.models import LoginSession, User
from portal.extensions import db, now


def open_session(user: User, *, days: int) -> str:
    """Add a session for `user` and return its token, which is kept nowhere; no commit."""
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(LoginSession).where(LoginSession.expires_at < now()))
    db.session.add(
        LoginSession(
            token_hash=_hash(token), user_id=user.id, expires_at=now() + timedelta(days=days)
        )
    )
    return token


def find_session_user(token: str) -> User | None:
    """Return the active account that this token opens, if it still does."""
    session = db.session.get(LoginSession, _hash(token))
    if session is None or session.expires_at < now() or not session.user.is_active:
        return None
    return session.user


def close_session(token: str) -> None:
    """Forget one session; no commit."""
    db.session.execute(delete(LoginSession).where(LoginSession.token_hash == _hash(token)))


def close_sessions_of(user: User) -> None:
    """Sign `user` out everywhere; no commit."""
    db.session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
