"""A limit on failed sign-ins, counted in the database so that every process shares it."""

import hashlib
import hmac
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, func, select

from portal.auth.models import LoginFailure
from portal.errors import PortalError
from portal.extensions import db, now

WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 8
FAILURES_PER_ADDRESS = 40


class TooManyAttemptsError(PortalError):
    """This account or this address failed too often; wait for the window to pass."""


def check_throttle(login: str, address: str) -> None:
    """Raise TooManyAttemptsError when the account or the address failed too often lately."""
    limits = {_account(login): FAILURES_PER_ACCOUNT, _address(address): FAILURES_PER_ADDRESS}
    for subject, limit in limits.items():
        if _count_failures(subject) >= limit:
            raise TooManyAttemptsError


def record_failure(login: str, address: str) -> None:
    """Count one failure against both, and forget those older than the window; no commit."""
    db.session.execute(delete(LoginFailure).where(LoginFailure.failed_at < now() - WINDOW))
    db.session.add_all(LoginFailure(subject=s) for s in (_account(login), _address(address)))


def forgive(login: str) -> None:
    """Forget the failures of an account that has now signed in; no commit."""
    db.session.execute(delete(LoginFailure).where(LoginFailure.subject == _account(login)))


def _count_failures(subject: str) -> int:
    return db.session.scalar(
        select(func.count())
        .select_from(LoginFailure)
        .where(LoginFailure.subject == subject, LoginFailure.failed_at >= now() - WINDOW)
    ) or 0  # fmt: skip


def _account(login: str) -> str:
    return _subject(f"account:{login}")


def _address(address: str) -> str:
    return _subject(f"address:{address}")


def _subject(text: str) -> str:
    """Return a keyed hash, so that the table names neither accounts nor addresses."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
