"""Rows of an organisation that become those of another, none of them twice."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import and_, delete, or_, select, update

from portal.auth.models import Role, User
from portal.auth.sessions import close_sessions_of
from portal.content.models import Visibility
from portal.directory.checks.models import CheckLink
from portal.directory.exchange.models import ImportLine
from portal.directory.forgetting import forget_contacts
from portal.directory.merging.judging import move_judgements
from portal.directory.models import (
    Contact,
    ContactKind,
    FormerOrganisationSlug,
    Intervention,
    Membership,
    Organisation,
    Proposal,
)
from portal.directory.values import InterventionValues, values_of
from portal.extensions import db

_STRICTNESS = tuple(Visibility)


def move_rows(kept: Organisation, former: Organisation) -> None:
    """Move memberships, contacts and interventions in the session; no commit.

    What moves is seen by nobody who could not see it on the former sheet.
    """
    _move_memberships(kept.id, former.id)
    _move_contacts(kept, former)
    _move_interventions(kept, former)
    db.session.flush()


def move_other_rows(kept_id: int, former_id: int, *, actor: User) -> None:
    """Move all else that names the organisation: roles, addresses, judgements; no commit."""
    _move_roles(kept_id, former_id, actor)
    for table in (FormerOrganisationSlug, Proposal, CheckLink):
        row = update(table).where(table.organisation_id == former_id)
        db.session.execute(row.values(organisation_id=kept_id))
    for checked in (Organisation, Intervention):
        by_former = update(checked).where(checked.checker_id == former_id)
        db.session.execute(by_former.values(checker_id=kept_id))
    move_judgements(kept_id, former_id)
    _move_import_lines(kept_id, former_id)


def _move_memberships(kept_id: int, former_id: int) -> None:
    """Move those of the former and, if it is a network, those in it; none in oneself."""
    touched = (kept_id, former_id)
    query = select(Membership).where(
        or_(Membership.organisation_id.in_(touched), Membership.network_id.in_(touched))
    )
    rows = list(db.session.scalars(query.order_by(Membership.id)))
    ours = [row for row in rows if former_id not in {row.organisation_id, row.network_id}]
    for row in rows:
        if row in ours:
            continue
        row.organisation_id = _swap(row.organisation_id, kept_id, former_id)
        row.network_id = _swap(row.network_id, kept_id, former_id)
        twin = next((one for one in ours if _is_twin(one, row)), None)
        if twin is not None:
            _stretch(twin, row)
        if twin is not None or row.organisation_id == row.network_id:
            db.session.delete(row)
        else:
            ours.append(row)


def _swap(id_: int, kept_id: int, former_id: int) -> int:
    return kept_id if id_ == former_id else id_


def _is_twin(one: Membership, other: Membership) -> bool:
    """Tell whether two memberships say the same, perhaps of different parts of a time."""
    return (
        (one.organisation_id, one.network_id, one.role)
        == (other.organisation_id, other.network_id, other.role)
        and not _is_before(one.end, other.start)
        and not _is_before(other.end, one.start)
    )


def _is_before(end: str, start: str) -> bool:
    """Tell whether something that ends then is over when another begins."""
    return bool(end and start) and end < start[: len(end)]


def _stretch(kept: Membership, other: Membership) -> None:
    """Let a membership begin and end with the other; an unknown end means that it goes on."""
    kept.start = min(filter(None, (kept.start, other.start)), default="")
    kept.end = max(kept.end, other.end) if kept.end and other.end else ""


def _move_contacts(kept: Organisation, former: Organisation) -> None:
    """Move those that reach nobody yet; the others are forgotten."""
    known = {_reach(contact) for contact in kept.contacts}
    doubles = set()
    for contact in list(former.contacts):
        if _reach(contact) in known:
            doubles.add(contact.ref)
            continue
        known.add(_reach(contact))
        contact.position += len(kept.contacts)
        contact.visibility = _stricter(contact.visibility, former.visibility)
        row = update(Contact).where(Contact.id == contact.id)
        db.session.execute(row.values(organisation_id=kept.id))
    db.session.flush()
    forget_contacts(former.id, doubles)
    db.session.execute(delete(Contact).where(Contact.ref.in_(doubles)))


def _reach(contact: Contact) -> tuple[ContactKind, str]:
    """Return what tells whether two contacts are the same."""
    value = contact.value
    if contact.kind in {ContactKind.PHONE, ContactKind.WHATSAPP}:
        value = "".join(sign for sign in value if sign.isdigit()).removeprefix("00")
    return contact.kind, " ".join(value.casefold().split())


def _move_interventions(kept: Organisation, former: Organisation) -> None:
    known = _said(values_of(kept).interventions)
    for intervention in list(former.interventions):
        intervention.visibility = _stricter(intervention.visibility, former.visibility)
    db.session.flush()
    moved = [one for one in values_of(former).interventions if not _said([one]) & known]
    refs = [one.ref for one in moved]
    row = update(Intervention).where(Intervention.ref.in_(refs))
    db.session.execute(row.values(organisation_id=kept.id))


def _said(interventions: Iterable[InterventionValues]) -> set[InterventionValues]:
    """Return what interventions say, whoever may read it."""
    return {replace(one, ref="", visibility=Visibility.PUBLIC) for one in interventions}


def _stricter(one: Visibility, other: Visibility) -> Visibility:
    return max(one, other, key=_STRICTNESS.index)


def _move_roles(kept_id: int, former_id: int, actor: User) -> None:
    """Move roles; what her role reaches has changed, so each person signs in again."""
    held = {
        (role.user_id, role.name)
        for role in db.session.scalars(select(Role).where(Role.organisation_id == kept_id))
    }
    for role in list(db.session.scalars(select(Role).where(Role.organisation_id == former_id))):
        if role.user_id != actor.id:
            close_sessions_of(role.user)
        if (role.user_id, role.name) in held:
            db.session.delete(role)
        else:
            role.organisation_id = kept_id


def _move_import_lines(kept_id: int, former_id: int) -> None:
    """Move lines of imports: to undo one takes back the rows that it wrote, and no more."""
    query = select(ImportLine).where(
        or_(
            ImportLine.organisation_id == former_id,
            and_(ImportLine.organisation_id == kept_id, ImportLine.is_new),
        )
    )
    for line in db.session.scalars(query):
        line.organisation_id = kept_id
        line.is_new = False
        line.changes = {path: states for path, states in line.changes.items() if "/" in path}
