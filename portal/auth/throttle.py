"""A limit on failed guesses, counted in the database so that every process shares it."""

import hashlib
import hmac
import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app
from sqlalchemy import delete, func, select

from portal.auth.models import LoginFailure
from portal.errors import PortalError
from portal.extensions import db, now

WINDOW = timedelta(minutes=15)
RETENTION = timedelta(days=1)


class TooManyAttemptsError(PortalError):
    """A subject failed too often; `seconds` is how long it has to wait."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, math.ceil(wait.total_seconds()))
        super().__init__(f"wait {self.seconds} s")


def count_attempt(limits: Mapping[str, int], without_limit: Iterable[str] = ()) -> list[int]:
    """Count an attempt as failed for each subject before it is looked at.

    Returns what `take_back` needs, which another attempt may have taken back meanwhile.
    Commits, so that many attempts at one moment see each other: no more of them pass than
    one after the other. Raises TooManyAttemptsError when a subject failed as often as its
    limit lately; an attempt refused before it began is not counted.
    """
    _check(limits)
    attempt = add_failures([*limits, *without_limit])
    _check({subject: limit + 1 for subject, limit in limits.items()})
    return attempt


def count_failures(subject: str) -> int:
    """Return how often a subject failed within the window."""
    return db.session.scalar(
        select(func.count())
        .select_from(LoginFailure)
        .where(LoginFailure.subject == subject, LoginFailure.failed_at >= now() - WINDOW)
    ) or 0  # fmt: skip


def add_failures(subjects: Iterable[str]) -> list[int]:
    """Add one failure for each subject, commit, and return their ids; delete expired ones."""
    db.session.execute(delete(LoginFailure).where(LoginFailure.failed_at < now() - RETENTION))
    counted = [LoginFailure(subject=subject, failed_at=now()) for subject in subjects]
    db.session.add_all(counted)
    db.session.flush()
    attempt = [failure.id for failure in counted]
    db.session.commit()
    return attempt


def take_back(attempt: list[int]) -> None:
    """Forget an attempt that was right after all; no commit."""
    db.session.execute(delete(LoginFailure).where(LoginFailure.id.in_(attempt)))


def subject_of(text: str) -> str:
    """Return a keyed hash, so that the table names neither accounts nor addresses."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def household(address: str) -> str:
    """Return what one subscriber has: an IPv4 address, or all of an IPv6 /64."""
    return _ipv6_network(address, prefix=64) or address


def ipv6_site(address: str) -> str | None:
    """Return the IPv6 /48 around an address, which one customer can have whole."""
    return _ipv6_network(address, prefix=48)


def _ipv6_network(address: str, *, prefix: int) -> str | None:
    try:
        is_version_6 = isinstance(ip_address(address), IPv6Address)
    except ValueError:
        return None
    return str(ip_network(f"{address}/{prefix}", strict=False)) if is_version_6 else None


def _check(limits: Mapping[str, int]) -> None:
    for subject, limit in limits.items():
        if oldest := _find_oldest_of(subject, limit):
            raise TooManyAttemptsError(oldest + WINDOW - now())


def _find_oldest_of(subject: str, count: int) -> datetime | None:
    """Return when the `count`th last failure within the window was, if there were so many."""
    return db.session.scalar(
        select(LoginFailure.failed_at)
        .where(LoginFailure.subject == subject, LoginFailure.failed_at >= now() - WINDOW)
        .order_by(LoginFailure.failed_at.desc())
        .offset(count - 1)
        .limit(1)
    )
