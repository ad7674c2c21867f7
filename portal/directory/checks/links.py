"""One-use links by which an organisation confirms or corrects its own sheet, without an account.

Whoever holds the link answers for the organisation, so it opens little: what the public may
read of the sheet. Opening it uses nothing up, for messengers open links before people do.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, delete, select, update

from portal.auth.models import User
from portal.auth.throttle import count_attempt, household, subject_of
from portal.directory.checks.confirming import confirm_sheet
from portal.directory.checks.corrections import Answer
from portal.directory.checks.models import CheckLink
from portal.directory.checks.sheet import list_shown_works
from portal.directory.models import Organisation, Proposal
from portal.directory.policy import review_scope
from portal.directory.proposals import propose
from portal.directory.queries import is_named_to
from portal.errors import InvalidError, NotAllowedError, PortalError
from portal.extensions import db, now

LIFETIME = timedelta(days=14)
TOKEN_BYTES = 24
FAILURES_PER_HOUSEHOLD = 20


class DeadLinkError(PortalError):
    """The link opens nothing: wrong, expired, replaced, used, or its sheet is not public."""


def issue_link(organisation: Organisation, *, actor: User) -> str:
    """Return the token of a new link, which nobody can read again; older ones are void.

    Raises NotAllowedError, or InvalidError for a sheet that is not for the public: a link
    shows what it holds to whoever gets the message.
    """
    if not review_scope(actor).covers(organisation.id):
        raise NotAllowedError
    if not is_public(organisation):
        raise InvalidError(
            {"link": _("This sheet is not public, so no link is made: check it by telephone.")}
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    _forget_links(organisation)
    db.session.add(
        CheckLink(
            organisation_id=organisation.id,
            token_hash=_hash(token),
            made_by_id=actor.id,
            expires_at=now() + LIFETIME,
        )
    )
    db.session.commit()
    return token


def revoke_link(organisation: Organisation, *, actor: User) -> None:
    """Let the link of an organisation open nothing any more; or raise NotAllowedError."""
    if not review_scope(actor).covers(organisation.id):
        raise NotAllowedError
    _forget_links(organisation)
    db.session.commit()


def open_link(token: str, *, address: str) -> CheckLink:
    """Return the link of this token, which is not used up by it.

    `address` is that of the visitor. Raises DeadLinkError, or TooManyAttemptsError for a
    wrong link when too many were guessed from there. A token that exists is never refused
    for the guesses of others: many people share the address of a mobile network, and no
    number of guesses finds 192 random bits.
    """
    link = db.session.scalar(select(CheckLink).where(CheckLink.token_hash == _hash(token)))
    if link is None:
        count_attempt({subject_of(f"check:{household(address)}"): FAILURES_PER_HOUSEHOLD})
        raise DeadLinkError
    if not _is_open(link):
        raise DeadLinkError
    return link


def confirm_by_link(link: CheckLink, *, version: int) -> None:
    """Confirm what the link showed, for the organisation itself; the link is used up.

    Raises DeadLinkError, or ChangedSheetError when the sheet is no longer what was shown;
    the link can then be used again.
    """
    organisation = link.organisation
    work_ids = [work.id for work in list_shown_works(organisation)]
    _use(link)
    confirm_sheet(
        organisation, on_behalf_of=organisation, actor=None, version=version, work_ids=work_ids
    )


def correct_by_link(link: CheckLink, answer: Answer) -> Proposal:
    """Keep corrections for those who decide on the sheet; the link is used up.

    Raises DeadLinkError.
    """
    organisation = link.organisation
    _use(link)
    proposal = propose(
        organisation,
        answer.changes,
        author=None,
        note=answer.note,
        confirmed=answer.confirmed,
    )
    db.session.commit()
    return proposal


def is_public(organisation: Organisation) -> bool:
    """Tell whether the public may know of an organisation, its last check aside."""
    query = select(Organisation.id).where(Organisation.id == organisation.id, is_named_to(None))
    return db.session.scalar(query) is not None


def forget_expired_links() -> None:
    """Delete the links whose time is over; no commit."""
    db.session.execute(delete(CheckLink).where(CheckLink.expires_at < now()))


def _is_open(link: CheckLink) -> bool:
    is_in_time = link.used_at is None and link.expires_at > now()
    return is_in_time and is_public(link.organisation)


def _use(link: CheckLink) -> None:
    """Use a link up in the transaction of what it does; of two answers at once, one does."""
    fresh = update(CheckLink).where(
        CheckLink.id == link.id, CheckLink.used_at.is_(None), CheckLink.expires_at > now()
    )
    used = cast(CursorResult[Any], db.session.execute(fresh.values(used_at=now())))
    if not used.rowcount:
        db.session.rollback()
        raise DeadLinkError


def _forget_links(organisation: Organisation) -> None:
    db.session.execute(delete(CheckLink).where(CheckLink.organisation_id == organisation.id))


def _hash(token: str) -> str:
    """Return what is kept of a token; 192 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
