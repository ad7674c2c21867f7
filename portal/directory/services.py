"""What is done about sheets: create, save or propose, decide, publish, archive."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.content.lifecycle import STEPS, Action, next_status
from portal.content.models import Status
from portal.content.revisions import Snapshot, StaleSaveError, record_revision
from portal.directory.changes import Changes, apply_changes, diff, list_conflicts
from portal.directory.checks.answers import note_answer
from portal.directory.forgetting import forget_contacts, forget_refused_contacts
from portal.directory.models import (
    NETWORK_KINDS,
    Organisation,
    Proposal,
    ProposalState,
)
from portal.directory.policy import edit_scope, may_change, review_scope
from portal.directory.problems import find_problems
from portal.directory.sheets import write_values
from portal.directory.signals import organisations_changed
from portal.directory.values import RECORD_KIND, SheetValues, snapshot_of, values_of
from portal.errors import InvalidError, NotAllowedError, PortalError
from portal.extensions import db, now
from portal.search.outbox import mark_changed, wake_indexer
from portal.vocabulary.places import PlaceTree, load_places


class OutdatedProposalError(PortalError):
    """The sheet has changed where the proposal wants to change it; `paths` says where."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__("the sheet was changed meanwhile")
        self.paths = paths


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save: the sheet is changed, or a proposal waits, or nothing was to change."""

    proposal: Proposal | None = None


def create_sheet(values: SheetValues, *, author: User) -> Organisation:
    """Create a draft, or raise InvalidError, or NotAllowedError where it is in no network of hers.

    An administrator may create any; an editor those of her networks, but no network.
    """
    check_values(values)
    if values.kind in NETWORK_KINDS and not review_scope(author).is_whole_site:
        raise NotAllowedError
    organisation = Organisation()
    write_sheet(organisation, values, load_places())
    db.session.add(organisation)
    db.session.flush()
    if not review_scope(author).covers(organisation.id):
        db.session.rollback()
        raise NotAllowedError
    record_change(organisation, author=author, action=Action.CREATE)
    _commit()
    return organisation


def save_sheet(
    organisation: Organisation, values: SheetValues, *, author: User, version: int, note: str = ""
) -> Saved:
    """Save a sheet as the author saw it at `version`, or propose the changes that others decide.

    A draft is changed at once by all who write it; a published sheet by those who decide on
    it. Raises InvalidError, NotAllowedError, or StaleSaveError when somebody saved meanwhile.
    """
    check_values(values, since=values_of(organisation))
    if not edit_scope(author).covers(organisation.id) or organisation.status is Status.ARCHIVED:
        raise NotAllowedError
    before = values_of(organisation).snapshot()
    if organisation.version != version:
        raise StaleSaveError(current=before, submitted=values.snapshot())
    changes = diff(before, values.snapshot())
    if not changes:
        return Saved()
    if not may_change(author, organisation, changes):
        return Saved(propose(organisation, changes, author=author, note=note))
    _change_sheet(organisation, values, author=author, note=note)
    return Saved()


def remove_contact(organisation: Organisation, ref: str, *, author: User, version: int) -> None:
    """Take a contact off the sheet and out of all that remembers it, at once and for good.

    It is about a person, so all who write the sheet may, and nobody else has to agree. Raises
    NotAllowedError, or StaleSaveError when somebody saved meanwhile.
    """
    if not edit_scope(author).covers(organisation.id):
        raise NotAllowedError
    values = values_of(organisation)
    after = values.without_row("contacts", ref)
    if organisation.version != version:
        raise StaleSaveError(current=values.snapshot(), submitted=after.snapshot())
    _change_sheet(organisation, after, author=author)


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

    Raises NotAllowedError, InvalidError when they no longer make a valid sheet, or
    OutdatedProposalError where the sheet has changed meanwhile.
    """
    organisation = proposal.organisation
    _check_waiting(proposal, actor)
    before = values_of(organisation).snapshot()
    conflicts = list_conflicts(before, proposal.changes)
    if conflicts and not despite_conflicts:
        raise OutdatedProposalError(conflicts)
    values = SheetValues.from_snapshot(apply_changes(before, proposal.changes))
    check_values(values, since=values_of(organisation))
    _close(proposal, ProposalState.ACCEPTED, actor)
    if proposal.came_by_link:
        note_answer(proposal)
    _change_sheet(organisation, values, author=actor, note=proposal.note)


def accept_proposals(proposals: Iterable[Proposal], *, actor: User) -> int:
    """Accept each that can be as the sheet then stands, in this order; return how many.

    The others wait on. Raises NotAllowedError.
    """
    accepted = 0
    for proposal in proposals:
        with suppress(OutdatedProposalError, InvalidError, StaleSaveError):
            accept_proposal(proposal, actor=actor)
            accepted += 1
    return accepted


def refuse_proposal(proposal: Proposal, *, actor: User, reason: str) -> None:
    """Put a proposal away, with the reason; or raise NotAllowedError or InvalidError.

    Contacts that it would have put on the sheet are forgotten.
    """
    _check_waiting(proposal, actor)
    if not reason.strip():
        raise InvalidError({"reason": _("Say why, so that she knows what to change.")})
    _close(proposal, ProposalState.REFUSED, actor, reason.strip())
    forget_refused_contacts(proposal)
    db.session.commit()


def withdraw_proposal(proposal: Proposal, *, actor: User) -> None:
    """Forget a proposal that still waits, as its author; or raise NotAllowedError."""
    if proposal.author_id != actor.id or proposal.state is not ProposalState.WAITING:
        raise NotAllowedError
    db.session.delete(proposal)
    db.session.commit()


def take_step(
    organisation: Organisation,
    action: Action,
    *,
    actor: User,
    reason: str = "",
    version: int | None = None,
) -> Organisation:
    """Move a sheet along its life cycle, as it was when the person read `version` of it.

    Raises NotAllowedError, WrongStatusError, InvalidError when a reason is missing, or
    StaleSaveError when somebody changed what she decides on.
    """
    step = STEPS[action]
    scope = review_scope(actor) if step.is_review else edit_scope(actor)
    if not scope.covers(organisation.id):
        raise NotAllowedError
    if step.needs_reason and not reason.strip():
        raise InvalidError({"reason": _("Say why, so that she knows what to change.")})
    if version not in {None, organisation.version}:
        raise _stale(organisation, values_of(organisation))
    organisation.status = next_status(organisation.status, action)
    try:
        record_change(organisation, author=actor, action=action, note=reason.strip())
        _commit()
    except StaleDataError:
        db.session.rollback()
        raise _stale(organisation, values_of(organisation)) from None
    return organisation


def check_values(values: SheetValues, *, since: SheetValues | None = None) -> None:
    """Raise InvalidError for what cannot be kept, but for rows as they stood `since`."""
    if problems := find_problems(values, since=since):
        raise InvalidError(problems)


def write_sheet(organisation: Organisation, values: SheetValues, places: PlaceTree) -> None:
    """Write the values, as a change of this moment; no commit."""
    write_values(organisation, values, places)
    organisation.updated_at = now()


def record_change(
    organisation: Organisation, *, author: User | None, action: Action, note: str = ""
) -> None:
    """Add the revision and the note to the index that go with every change; no commit."""
    db.session.flush()
    snapshot = snapshot_of(organisation)
    record_revision(
        RECORD_KIND, organisation.id, author=author, action=action, snapshot=snapshot, note=note
    )
    mark_changed(RECORD_KIND, organisation.id)
    organisations_changed.send(organisation_ids=[organisation.id])


def _change_sheet(
    organisation: Organisation, values: SheetValues, *, author: User, note: str = ""
) -> None:
    """Write the values with all that goes with it; contacts that are gone are forgotten."""
    gone = {contact.ref for contact in organisation.contacts} - {
        contact.ref for contact in values.contacts
    }
    write_sheet(organisation, values, load_places())
    try:
        record_change(organisation, author=author, action=Action.EDIT, note=note)
        forget_contacts(organisation.id, gone)
        _commit()
    except StaleDataError:
        db.session.rollback()
        raise _stale(organisation, values) from None


def _stale(organisation: Organisation, values: SheetValues) -> StaleSaveError:
    current = values_of(organisation).snapshot()
    return StaleSaveError(current=current, submitted=values.snapshot())


def _list_waiting(organisation: Organisation, author: User | None) -> list[Proposal]:
    query = select(Proposal).where(
        Proposal.organisation_id == organisation.id,
        Proposal.author_id == (author.id if author else None),
        Proposal.state == ProposalState.WAITING,
    )
    return list(db.session.scalars(query))


def _check_waiting(proposal: Proposal, actor: User) -> None:
    is_hers = may_change(actor, proposal.organisation, proposal.changes)
    if not is_hers or proposal.state is not ProposalState.WAITING:
        raise NotAllowedError


def _close(proposal: Proposal, state: ProposalState, actor: User, reason: str = "") -> None:
    """Write what was decided; or raise NotAllowedError when somebody decided first."""
    waiting = update(Proposal).where(
        Proposal.id == proposal.id, Proposal.state == ProposalState.WAITING
    )
    decision = waiting.values(state=state, decided_at=now(), decided_by_id=actor.id, reason=reason)
    if not cast(CursorResult[Any], db.session.execute(decision)).rowcount:
        db.session.rollback()
        raise NotAllowedError


def _commit() -> None:
    db.session.commit()
    wake_indexer.enqueue()
