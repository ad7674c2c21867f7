"""What was written down of a merged organisation: its history, and its number as a network."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import String, cast, select, update

from portal.content.models import Revision
from portal.content.revisions import Snapshot, list_revisions
from portal.directory.changes import Changes
from portal.directory.exchange.models import ImportLine
from portal.directory.models import Proposal, ProposalState
from portal.directory.values import RECORD_KIND
from portal.extensions import db

_ASIDE = 1_000_000

MaybeRow = dict[str, Any] | None


def join_history(kept_id: int, former_id: int, *, note: str) -> None:
    """Put the revisions of the former among those of the kept one, by time; no commit."""
    for revision in list_revisions(RECORD_KIND, former_id):
        revision.note = " ".join(filter(None, (note, revision.note)))
        revision.number += _ASIDE
        revision.record_id = kept_id
    of_kept = (Revision.record_kind == RECORD_KIND, Revision.record_id == kept_id)
    db.session.flush()
    rows = select(Revision).where(*of_kept).order_by(Revision.made_at, Revision.number)
    revisions = list(db.session.scalars(rows))
    aside = update(Revision).where(*of_kept).values(number=Revision.number + 2 * _ASIDE)
    db.session.execute(aside)
    for number, revision in enumerate(revisions, start=1):
        this = update(Revision).where(Revision.id == revision.id)
        db.session.execute(this.values(number=number))
    db.session.expire_all()


def swap_network(kept_id: int, former_id: int) -> None:
    """Let all that was written of the former as a network speak of the kept one; no commit.

    What waits to be accepted or undone would otherwise lead to a network that is gone.
    """
    for revision in _list_naming(Revision, Revision.snapshot, former_id):
        if revision.record_kind == RECORD_KIND:
            revision.snapshot = _swap_in_snapshot(revision.snapshot, kept_id, former_id)
    for proposal in _list_naming(Proposal, Proposal.changes, former_id):
        swapped = _swap_in_changes(proposal.changes, kept_id, former_id)
        proposal.changes = {
            path: states
            for path, states in swapped.items()
            if proposal.organisation_id != kept_id or not _joins(states, path, kept_id)
        }
        if not proposal.changes and proposal.state is ProposalState.WAITING:
            db.session.delete(proposal)
    for line in _list_naming(ImportLine, ImportLine.changes, former_id):
        line.changes = _swap_in_changes(line.changes, kept_id, former_id)
    db.session.flush()


def _list_naming(model: type[Any], column: Any, network_id: int) -> list[Any]:
    """Return the rows that may name a network; a longer number may stand there too."""
    query = select(model).where(cast(column, String).contains(f'"network_id": {network_id}'))
    return list(db.session.scalars(query))


def _swap_in_snapshot(snapshot: Snapshot, kept_id: int, former_id: int) -> Snapshot:
    rows: Mapping[str, MaybeRow] = snapshot.get("memberships", {})
    swapped = {ref: _swap(row, kept_id, former_id) for ref, row in rows.items()}
    return {**snapshot, "memberships": swapped}


def _swap_in_changes(changes: Changes, kept_id: int, former_id: int) -> Changes:
    return {
        path: [_swap(state, kept_id, former_id) for state in states]
        if path.startswith("memberships/")
        else states
        for path, states in changes.items()
    }


def _joins(states: list[Any], path: str, network_id: int) -> bool:
    """Tell whether a change is about belonging to a network."""
    rows = filter(None, states) if path.startswith("memberships/") else ()
    return any(row["network_id"] == network_id for row in rows)


def _swap(row: MaybeRow, kept_id: int, former_id: int) -> MaybeRow:
    if row and row["network_id"] == former_id:
        return {**row, "network_id": kept_id}
    return row
