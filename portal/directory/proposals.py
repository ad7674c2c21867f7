"""What is done about proposed changes: made, accepted, refused, taken back."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, CursorResult, Delete, Update, and_, delete, select, update
from sqlalchemy.orm.exc import ObjectDeletedError

from portal.auth.models import User
from portal.content.models import Status
from portal.content.revisions import Snapshot
from portal.directory.changes import Changes, apply_changes, list_conflicts
from portal.directory.checks.answers import note_answer
from portal.directory.forgetting import forget_refused_contacts
from portal.directory.models import Organisation, Proposal, ProposalState
from portal.directory.policy import may_change
from portal.directory.values import SheetValues, values_of
from portal.directory.writing import change_sheet, check_values
from portal.errors import InvalidError, NotAllowedError, PortalError
from portal.extensions import db, now


class OutdatedProposalError(PortalError):
    """The sheet has changed where the proposal wants to change it; `paths` says where."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__("the sheet was changed meanwhile")
        self.paths = paths


class DecidedError(PortalError):
    """Somebody has decided on the proposal already, or it was taken back."""


def propose(
    organisation: Organisation,
    changes: Changes,
    *,
    author: User | None,
    note: str = "",
    confirmed: Snapshot | None = None,
) -> Proposal:
    """Keep changes for those who decide on the sheet.

    Without an author the organisation itself answered through a link; `confirmed` holds the
    works that it called right. The same changes sent twice by one person are one proposal.
    """
    right = None if author else confirmed or {}
    for known in _list_waiting(organisation, author):
        if (known.changes, known.note, known.confirmed) == (changes, note, right):
            return known
    proposal = Proposal(
        organisation_id=organisation.id,
        changes=changes,
        note=note,
        author_id=author.id if author else None,
        confirmed=right,
    )
    db.session.add(proposal)
    db.session.commit()
    return proposal


def accept_proposal(proposal: Proposal, *, actor: User, despite_conflicts: bool = False) -> None:
    """Make the proposed changes; the organisation's own answer counts as a check of its sheet.

    Raises NotAllowedError, DecidedError, InvalidError when the sheet is archived or would no
    longer be valid, or OutdatedProposalError where it has changed meanwhile.
    """
    organisation = proposal.organisation
    _check_waiting(proposal, actor)
    if organisation.status is Status.ARCHIVED:
        raise InvalidError({"": _("This organisation is archived. Restore its sheet first.")})
    present = values_of(organisation)
    before = present.snapshot()
    conflicts = list_conflicts(before, proposal.changes)
    if conflicts and not despite_conflicts:
        raise OutdatedProposalError(conflicts)
    values = SheetValues.from_snapshot(apply_changes(before, proposal.changes))
    check_values(values, since=present)
    _close(proposal, ProposalState.ACCEPTED, actor)
    if proposal.came_by_link:
        note_answer(proposal)
    change_sheet(organisation, values, author=actor, note=proposal.note)


def accept_proposals(proposals: Iterable[Proposal], *, actor: User) -> int:
    """Accept each that can be as the sheet then stands, in this order; return how many.

    The others wait on: one that was accepted may contradict them, or end what she decides on.
    """
    accepted = 0
    for proposal in proposals:
        with suppress(PortalError, ObjectDeletedError):
            accept_proposal(proposal, actor=actor)
            accepted += 1
    return accepted


def refuse_proposal(proposal: Proposal, *, actor: User, reason: str) -> None:
    """Put a proposal away, with the reason; contacts of which it speaks are forgotten.

    Raises NotAllowedError, DecidedError, or InvalidError without a reason.
    """
    _check_waiting(proposal, actor)
    if not reason.strip():
        raise InvalidError({"reason": _("Say why, so that she knows what to change.")})
    _close(proposal, ProposalState.REFUSED, actor, reason.strip())
    forget_refused_contacts(proposal)
    db.session.commit()


def withdraw_proposal(proposal: Proposal, *, actor: User) -> None:
    """Forget a proposal of hers that waits; or raise NotAllowedError or DecidedError."""
    if proposal.state is not ProposalState.WAITING:
        raise DecidedError
    if proposal.author_id != actor.id:
        raise NotAllowedError
    _change_waiting(delete(Proposal).where(_is_waiting(proposal)))
    db.session.commit()


def _list_waiting(organisation: Organisation, author: User | None) -> list[Proposal]:
    query = select(Proposal).where(
        Proposal.organisation_id == organisation.id,
        Proposal.author_id == (author.id if author else None),
        Proposal.state == ProposalState.WAITING,
    )
    return list(db.session.scalars(query))


def _check_waiting(proposal: Proposal, actor: User) -> None:
    if proposal.state is not ProposalState.WAITING:
        raise DecidedError
    if not may_change(actor, proposal.organisation, proposal.changes):
        raise NotAllowedError


def _close(proposal: Proposal, state: ProposalState, actor: User, reason: str = "") -> None:
    """Write what was decided, no commit; of two who decide at once the first counts."""
    decision = {"state": state, "decided_at": now(), "decided_by_id": actor.id, "reason": reason}
    _change_waiting(update(Proposal).where(_is_waiting(proposal)).values(decision))


def _is_waiting(proposal: Proposal) -> ColumnElement[bool]:
    return and_(Proposal.id == proposal.id, Proposal.state == ProposalState.WAITING)


def _change_waiting(statement: Update | Delete) -> None:
    if not cast(CursorResult[Any], db.session.execute(statement)).rowcount:
        db.session.rollback()
        raise DecidedError
