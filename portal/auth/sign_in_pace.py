"""How failed sign-ins slow down the next one, without locking the owner of an account out.

A device on which the person signed in before is counted by itself, so failures of others
never delay it (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
Any other attempt is counted for the account together with its address, and for the address.
The failures of an account from all addresses close nothing: they make addresses that have
failed already wait longer. docs/adr/0022-login-throttle-in-the-database.md has the figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from portal.auth.models import LoginFailure
from portal.auth.throttle import (
    RETENTION,
    TooManyAttemptsError,
    add_failures,
    household,
    ipv6_site,
    subject_of,
    take_back,
)
from portal.extensions import db, now

MOST_DOUBLINGS = 12


@dataclass(frozen=True, slots=True)
class Pace:
    """How many failures cost no wait, and the longest wait after further ones.

    The wait begins at one second and doubles with each failure.
    """

    free: int
    longest: timedelta

    def wait_after(self, failures: int) -> timedelta:
        """Return how long after the last of so many failures the next attempt is allowed."""
        if failures < self.free:
            return timedelta(0)
        return min(timedelta(seconds=2 ** min(failures - self.free, MOST_DOUBLINGS)), self.longest)


QUARTER, HOUR, SHORT = timedelta(minutes=15), timedelta(hours=1), timedelta(seconds=10)

KNOWN_DEVICE = Pace(free=8, longest=QUARTER)
ACCOUNT_FROM_HOUSEHOLD = Pace(free=6, longest=QUARTER)
ATTACKED_ACCOUNT = Pace(free=1, longest=HOUR)
ACCOUNT_FROM_IPV6_SITE = Pace(free=120, longest=SHORT)
HOUSEHOLD = Pace(free=40, longest=SHORT)

# From so many failures of unknown devices in a day, an account counts as attacked.
ATTACK = 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that is counted as failed until `accept` says otherwise."""

    failure_ids: list[int]
    own_subjects: tuple[str, ...]


def begin_attempt(account: str, address: str, device: str | None) -> Attempt:
    """Count a sign-in as failed before the password is looked at.

    `device` names a device that signed in to this account before. Commits, so that many
    attempts at one moment see each other. Raises TooManyAttemptsError when it comes too
    early; such an attempt is not counted.
    """
    paces = _paces_of(account, address, device)
    for subject, pace in paces.items():
        _check(subject, pace)
    failure_ids = add_failures([*paces] if device else [*paces, _account(account)])
    try:
        for (subject, pace), failure_id in zip(paces.items(), failure_ids, strict=False):
            _check(subject, pace, before=failure_id)
    except TooManyAttemptsError:
        take_back(failure_ids)
        db.session.commit()
        raise
    own = [subject for subject in paces if subject != _household(address)]
    return Attempt(failure_ids, tuple(own))


def accept(attempt: Attempt) -> None:
    """Forget a successful attempt and the failures of this account there; no commit.

    Failures of the address stay: an attacker with an account of her own could otherwise
    delete them between two guesses.
    """
    take_back(attempt.failure_ids)
    db.session.execute(delete(LoginFailure).where(LoginFailure.subject.in_(attempt.own_subjects)))


def _paces_of(account: str, address: str, device: str | None) -> Mapping[str, Pace]:
    """Return the pace of each subject that an attempt is counted for."""
    if device:
        return {subject_of(f"device:{device}"): KNOWN_DEVICE}
    is_attacked = _read_failures(_account(account))[0] >= ATTACK
    paces = {
        subject_of(f"account:{account} from:{household(address)}"):
            ATTACKED_ACCOUNT if is_attacked else ACCOUNT_FROM_HOUSEHOLD,
        _household(address): HOUSEHOLD,
    }  # fmt: skip
    if site := ipv6_site(address):
        paces[subject_of(f"account:{account} near:{site}")] = ACCOUNT_FROM_IPV6_SITE
    return paces


def _check(subject: str, pace: Pace, *, before: int | None = None) -> None:
    failures, last = _read_failures(subject, before=before)
    if last and (wait := last + pace.wait_after(failures) - now()) > timedelta(0):
        raise TooManyAttemptsError(wait)


def _read_failures(subject: str, *, before: int | None = None) -> tuple[int, datetime | None]:
    """Return how many failures a subject has, and when the last was."""
    query = select(func.count(), func.max(LoginFailure.failed_at)).where(
        LoginFailure.subject == subject, LoginFailure.failed_at >= now() - RETENTION
    )
    if before is not None:
        query = query.where(LoginFailure.id < before)
    failures, last = db.session.execute(query).one()
    return failures, last


def _account(account: str) -> str:
    return subject_of(f"account:{account}")


def _household(address: str) -> str:
    return subject_of(f"address:{household(address)}")
