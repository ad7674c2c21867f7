"""A limit on failed sign-ins, counted in the database so that every process shares it."""

import hashlib
import hmac
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

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


def begin_attempt(login: str, address: str) -> list[LoginFailure]:
    """Count an attempt as failed before it is looked at, and return what `forgive` takes back.

    Commits, so that many attempts at one moment see each other: no more of them pass than
    one after the other. Raises TooManyAttemptsError when the account or the address failed
    too often lately; an attempt refused before it began is not counted.
    """
    limits = {_account(login): FAILURES_PER_ACCOUNT, _address(address): FAILURES_PER_ADDRESS}
    _check(limits)
    db.session.execute(delete(LoginFailure).where(LoginFailure.failed_at < now() - WINDOW))
    counted = [LoginFailure(subject=subject) for subject in limits]
    db.session.add_all(counted)
    db.session.commit()
    _check({subject: limit + 1 for subject, limit in limits.items()})
    return counted


def forgive(login: str, attempt: list[LoginFailure]) -> None:
    """Forget the failures of an account that has now signed in, and this attempt; no commit."""
    ids = [failure.id for failure in attempt]
    is_forgiven = (LoginFailure.subject == _account(login)) | LoginFailure.id.in_(ids)
    db.session.execute(delete(LoginFailure).where(is_forgiven))


def _check(limits: dict[str, int]) -> None:
    for subject, limit in limits.items():
        if _count_failures(subject) >= limit:
            raise TooManyAttemptsError


def _count_failures(subject: str) -> int:
    return db.session.scalar(
        select(func.count())
        .select_from(LoginFailure)
        .where(LoginFailure.subject == subject, LoginFailure.failed_at >= now() - WINDOW)
    ) or 0  # fmt: skip


def _account(login: str) -> str:
    return _subject(f"account:{login}")


def _address(address: str) -> str:
    return _subject(f"address:{_household(address)}")


def _household(address: str) -> str:
    """Return what one subscriber has: an IPv4 address, or all of an IPv6 /64."""
    try:
        is_version_6 = isinstance(ip_address(address), IPv6Address)
    except ValueError:
        return address
    return str(ip_network(f"{address}/64", strict=False)) if is_version_6 else address


def _subject(text: str) -> str:
    """Return a keyed hash, so that the table names neither accounts nor addresses."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
