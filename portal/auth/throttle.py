"""A limit on failed guesses, counted in the database so that every process shares it."""

import hashlib
import hmac
from collections.abc import Mapping
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
    """This account, address or door failed too often; wait for the window to pass."""


def begin_attempt(login: str, address: str) -> list[int]:
    """Count a sign-in as failed before it is looked at, and return what `forgive` takes back.

    As `count_attempt`, for an account and an address.
    """
    return count_attempt(
        {_account(login): FAILURES_PER_ACCOUNT, _address(address): FAILURES_PER_ADDRESS}
    )


def count_attempt(limits: Mapping[str, int]) -> list[int]:
    """Count an attempt as failed for each subject before it is looked at.

    Returns what `take_back` needs, which another attempt may have taken back meanwhile.
    Commits, so that many attempts at one moment see each other: no more of them pass than
    one after the other. Raises TooManyAttemptsError when a subject failed as often as its
    limit lately; an attempt refused before it began is not counted.
    """
    _check(limits)
    db.session.execute(delete(LoginFailure).where(LoginFailure.failed_at < now() - WINDOW))
    counted = [LoginFailure(subject=subject) for subject in limits]
    db.session.add_all(counted)
    db.session.flush()
    attempt = [failure.id for failure in counted]
    db.session.commit()
    _check({subject: limit + 1 for subject, limit in limits.items()})
    return attempt


def forgive(login: str, attempt: list[int]) -> None:
    """Forget the failures of an account that has now signed in, and this attempt; no commit."""
    take_back(attempt)
    db.session.execute(delete(LoginFailure).where(LoginFailure.subject == _account(login)))


def take_back(attempt: list[int]) -> None:
    """Forget an attempt that was right after all; no commit."""
    db.session.execute(delete(LoginFailure).where(LoginFailure.id.in_(attempt)))


def subject_of(text: str) -> str:
    """Return a keyed hash, so that the table names neither accounts nor addresses."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def household(address: str) -> str:
    """Return what one subscriber has: an IPv4 address, or all of an IPv6 /64."""
    try:
        is_version_6 = isinstance(ip_address(address), IPv6Address)
    except ValueError:
        return address
    return str(ip_network(f"{address}/64", strict=False)) if is_version_6 else address


def _check(limits: Mapping[str, int]) -> None:
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
    return subject_of(f"account:{login}")


def _address(address: str) -> str:
    return subject_of(f"address:{household(address)}")
