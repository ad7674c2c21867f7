"""Whose sheets a person may write, and on whose she decides.

The people of an organisation write its sheet. The editors of a network decide on it and on
its members; the administrators on all. What a person may do in a network reaches exactly
the current members.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.auth import policy
from portal.auth.models import User
from portal.auth.policy import Scope
from portal.content.models import Status
from portal.directory.models import NETWORK_KINDS, Membership, Organisation, OrganisationKind
from portal.extensions import db, today


def review_scope(user: User) -> Scope:
    """Return the organisations on whose sheets she decides."""
    scope = policy.review_scope(user)
    if scope.is_whole_site:
        return scope
    networks = frozenset(_networks_among(scope.organisation_ids))
    return Scope(networks | frozenset(_members_of(networks)))


def edit_scope(user: User) -> Scope:
    """Return the organisations whose sheets she may write, at least as a proposal."""
    scope = policy.contribution_scope(user)
    if scope.is_whole_site:
        return scope
    return Scope(scope.organisation_ids | review_scope(user).organisation_ids)


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
    return reaches and may_give(scope, changes)


def may_give(scope: Scope, changes: Mapping[str, list[Any]]) -> bool:
    """Tell whether what changes is within what is decided by those who review `scope`."""
    return scope.is_whole_site or (
        not _changes_power(changes) and all(map(scope.covers, networks_touched(changes)))
    )


def networks_touched(changes: Mapping[str, list[Any]]) -> set[int]:
    """Return the networks that somebody would join, leave or belong to otherwise."""
    rows = (
        row for path, states in changes.items() if path.startswith("memberships/") for row in states
    )
    return {row["network_id"] for row in rows if row}


def is_current() -> ColumnElement[bool]:
    """Return the condition that a membership holds today, its last year or month included."""
    day = today().isoformat()
    so_far = func.substr(day, 1, func.length(Membership.end))
    return and_(Membership.start <= day, or_(Membership.end == "", Membership.end >= so_far))


def _networks_among(ids: Collection[int]) -> list[int]:
    query = select(Organisation.id).where(
        Organisation.id.in_(ids), Organisation.kind.in_(NETWORK_KINDS)
    )
    return list(db.session.scalars(query))


def _members_of(network_ids: Collection[int]) -> list[int]:
    query = select(Membership.organisation_id).where(
        Membership.network_id.in_(network_ids), is_current()
    )
    return list(db.session.scalars(query))


def _changes_power(changes: Mapping[str, list[Any]]) -> bool:
    """Tell whether an organisation would become a network, or cease to be one."""
    states = [OrganisationKind(kind) in NETWORK_KINDS for kind in changes.get("kind", ())]
    return len(set(states)) > 1
