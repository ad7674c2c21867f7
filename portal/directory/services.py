"""What is done about sheets: create, save or propose, decide, publish, archive."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.content.lifecycle import STEPS, Action, next_status
from portal.content.models import Status
from portal.content.revisions import StaleSaveError, record_revision
from portal.directory.changes import Changes, apply_changes, diff, list_conflicts
from portal.directory.models import (
    NETWORK_KINDS,
    Organisation,
    OrganisationKind,
    Proposal,
    ProposalState,
)
from portal.directory.policy import edit_scope, review_scope
from portal.directory.problems import find_problems
from portal.directory.sheets import write_values
from portal.directory.signals import organisations_changed
from portal.directory.values import SheetValues, snapshot_of, values_of
from portal.errors import InvalidError, NotAllowedError, PortalError
from portal.extensions import db, now
from portal.search.outbox import mark_changed, wake_indexer
from portal.vocabulary.places import PlaceTree, load_places

RECORD_KIND = "organisation"


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

    An administrator may create any; an editor those of her networks.
    """
    check_values(values)
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
    check_values(values)
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
    write_sheet(organisation, values, load_places())
    record_change(organisation, author=author, action=Action.EDIT, note=note)
    try:
        _commit()
    except StaleDataError:
        db.session.rollback()
        current = values_of(organisation).snapshot()
        raise StaleSaveError(current=current, submitted=values.snapshot()) from None
    return Saved()


def propose(
    organisation: Organisation, changes: Changes, *, author: User | None, note: str = ""
) -> Proposal:
    """Keep changes for those who decide on the sheet; nobody is the author of a link's."""
    proposal = Proposal(
        organisation_id=organisation.id,
        changes=changes,
        note=note,
        author_id=author.id if author else None,
    )
    db.session.add(proposal)
    db.session.commit()
    return proposal


def accept_proposal(proposal: Proposal, *, actor: User, despite_conflicts: bool = False) -> None:
    """Make the proposed changes.

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
    check_values(values)
    write_sheet(organisation, values, load_places())
    _close(proposal, ProposalState.ACCEPTED, actor)
    record_change(organisation, author=actor, action=Action.EDIT, note=proposal.note)
    _commit()


def refuse_proposal(proposal: Proposal, *, actor: User, reason: str) -> None:
    """Put a proposal away, with the reason; or raise NotAllowedError or InvalidError."""
    _check_waiting(proposal, actor)
    if not reason.strip():
        raise InvalidError({"reason": _("Say why, so that she knows what to change.")})
    _close(proposal, ProposalState.REFUSED, actor, reason.strip())
    db.session.commit()


def take_step(
    organisation: Organisation, action: Action, *, actor: User, reason: str = ""
) -> Organisation:
    """Move a sheet along its life cycle, or refuse.

    Raises NotAllowedError, WrongStatusError, or InvalidError when a reason is missing.
    """
    step = STEPS[action]
    scope = review_scope(actor) if step.is_review else edit_scope(actor)
    if not scope.covers(organisation.id):
        raise NotAllowedError
    if step.needs_reason and not reason.strip():
        raise InvalidError({"reason": _("Say why, so that she knows what to change.")})
    organisation.status = next_status(organisation.status, action)
    record_change(organisation, author=actor, action=action, note=reason.strip())
    _commit()
    return organisation


def may_change(user: User, organisation: Organisation, changes: Mapping[str, list[Any]]) -> bool:
    """Tell whether she may make these changes without anybody's yes.

    What gives power is not hers to give: joining or leaving a network is decided by those of
    that network, becoming one by the administrators.
    """
    scope = review_scope(user)
    if scope.is_whole_site:
        return True
    if organisation.status is Status.DRAFT:
        reaches = edit_scope(user).covers(organisation.id)
    else:
        reaches = scope.covers(organisation.id)
    return (
        reaches
        and not _changes_power(changes)
        and all(map(scope.covers, networks_touched(changes)))
    )


def networks_touched(changes: Mapping[str, list[Any]]) -> set[int]:
    """Return the networks that somebody would join, leave or belong to otherwise."""
    rows = (
        row for path, states in changes.items() if path.startswith("memberships/") for row in states
    )
    return {row["network_id"] for row in rows if row}


def check_values(values: SheetValues) -> None:
    """Raise InvalidError for what cannot be kept."""
    if problems := find_problems(values):
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


def _changes_power(changes: Mapping[str, list[Any]]) -> bool:
    """Tell whether an organisation would become a network, or cease to be one."""
    states = [OrganisationKind(kind) in NETWORK_KINDS for kind in changes.get("kind", ())]
    return len(set(states)) > 1


def _check_waiting(proposal: Proposal, actor: User) -> None:
    is_hers = may_change(actor, proposal.organisation, proposal.changes)
    if not is_hers or proposal.state is not ProposalState.WAITING:
        raise NotAllowedError


def _close(proposal: Proposal, state: ProposalState, actor: User, reason: str = "") -> None:
    proposal.state = state
    proposal.decided_at = now()
    proposal.decided_by_id = actor.id
    proposal.reason = reason


def _commit() -> None:
    db.session.commit()
    wake_indexer.enqueue()
