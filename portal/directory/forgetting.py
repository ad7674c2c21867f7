"""Forgetting contacts for good: they are about people, so no memory keeps them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from portal.content.revisions import Snapshot, rewrite_snapshots
from portal.directory.changes import Changes
from portal.directory.exchange.models import ImportLine
from portal.directory.models import Proposal, ProposalState
from portal.directory.values import RECORD_KIND
from portal.extensions import db


def forget_contacts(organisation_id: int, refs: Collection[str]) -> None:
    """Take contacts out of the revisions, proposals and imports of a sheet; no commit.

    A proposal that waited and has nothing else to say is gone.
    """
    if not refs:
        return
    db.session.flush()
    rewrite_snapshots(RECORD_KIND, organisation_id, lambda snapshot: _without(snapshot, refs))
    for proposal in _list(Proposal, organisation_id):
        _forget_in_proposal(proposal, refs)
    for line in _list(ImportLine, organisation_id):
        line.changes = _changes_without(line.changes, refs)


def forget_refused_contacts(proposal: Proposal) -> None:
    """Take numbers, addresses and names out of a refused proposal; no commit.

    That it was about a contact stays known.
    """
    proposal.changes = {
        path: [_nameless(state) for state in states] if path.startswith("contacts/") else states
        for path, states in proposal.changes.items()
    }


def _nameless(contact: dict[str, Any] | None) -> dict[str, Any] | None:
    return contact and {**contact, "value": "", "label": ""}


def _forget_in_proposal(proposal: Proposal, refs: Collection[str]) -> None:
    kept = _changes_without(proposal.changes, refs)
    if kept == proposal.changes:
        return
    proposal.changes = kept
    is_empty = not (kept or proposal.note)
    if is_empty and proposal.state is ProposalState.WAITING:
        db.session.delete(proposal)


def _without(snapshot: Snapshot, refs: Collection[str]) -> Snapshot:
    contacts = snapshot.get("contacts", {})
    kept = {ref: contact for ref, contact in contacts.items() if ref not in refs}
    return {**snapshot, "contacts": kept} if len(kept) < len(contacts) else snapshot


def _changes_without(changes: Changes, refs: Collection[str]) -> Changes:
    paths = {f"contacts/{ref}" for ref in refs}
    if paths.isdisjoint(changes):
        return changes
    return {path: states for path, states in changes.items() if path not in paths}


def _list(model: type[Any], organisation_id: int) -> list[Any]:
    query = select(model).where(model.organisation_id == organisation_id)
    return list(db.session.scalars(query))
