"""Revisions: every change of a record, kept whole, in the transaction that made it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import and_, delete, func, select

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.models import Revision
from portal.errors import PortalError
from portal.extensions import db

Snapshot = dict[str, Any]


class StaleSaveError(PortalError):
    """Somebody saved the record meanwhile; both versions are kept for the person to choose."""

    def __init__(self, *, current: Snapshot, submitted: Snapshot) -> None:
        super().__init__("the record was changed meanwhile")
        self.current = current
        self.submitted = submitted

    @property
    def differing_fields(self) -> list[str]:
        """The fields in which the two versions differ."""
        return changed_fields(self.current, self.submitted)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields of `after` that are not as they were, in order.

    A field that an older revision does not have was empty then.
    """
    return [
        name
        for name, value in after.items()
        if (before[name] != value if name in before else value or not before)
    ]


def record_revision(  # noqa: PLR0913 - a revision says all of it, by keyword
    record_kind: str,
    record_id: int,
    *,
    author: User | None,
    action: Action,
    snapshot: Snapshot,
    note: str = "",
) -> Revision | None:
    """Add the revision of a change, or nothing when an edit changed nothing; no commit."""
    latest = find_latest_revision(record_kind, record_id)
    changed = changed_fields(latest.snapshot if latest else {}, snapshot)
    if not changed and action in {Action.EDIT, Action.IMPORT}:
        return None
    revision = Revision(
        record_kind=record_kind,
        record_id=record_id,
        number=(latest.number if latest else 0) + 1,
        author_id=author.id if author else None,
        action=action,
        note=note,
        changed_fields=changed,
        snapshot=snapshot,
    )
    db.session.add(revision)
    return revision


def record_revisions(
    record_kind: str, snapshots: Mapping[int, Snapshot], *, author: User | None, action: Action
) -> None:
    """Add the revisions of one change of several records, by id; no commit."""
    newest = (
        select(Revision.record_id, func.max(Revision.number).label("number"))
        .where(Revision.record_kind == record_kind, Revision.record_id.in_(snapshots))
        .group_by(Revision.record_id)
        .subquery()
    )
    query = select(Revision).join(
        newest,
        and_(Revision.record_id == newest.c.record_id, Revision.number == newest.c.number),
    )
    found = db.session.scalars(query.where(Revision.record_kind == record_kind))
    latest = {revision.record_id: revision for revision in found}
    for record_id, snapshot in snapshots.items():
        former = latest.get(record_id)
        revision = Revision(
            record_kind=record_kind,
            record_id=record_id,
            number=(former.number if former else 0) + 1,
            author_id=author.id if author else None,
            action=action,
            changed_fields=changed_fields(former.snapshot if former else {}, snapshot),
            snapshot=snapshot,
        )
        db.session.add(revision)


def find_latest_revision(record_kind: str, record_id: int) -> Revision | None:
    """Return the newest revision of a record, if it has any."""
    return db.session.scalar(
        select(Revision)
        .filter_by(record_kind=record_kind, record_id=record_id)
        .order_by(Revision.number.desc())
        .limit(1)
    )


def list_revisions(record_kind: str, record_id: int) -> list[Revision]:
    """Return the revisions of a record, newest first."""
    return list(
        db.session.scalars(
            select(Revision)
            .filter_by(record_kind=record_kind, record_id=record_id)
            .order_by(Revision.number.desc())
        )
    )


def rewrite_snapshots(
    record_kind: str, record_id: int, rewrite: Callable[[Snapshot], Snapshot]
) -> None:
    """Take something out of every revision of a record, for good; no commit."""
    for revision in list_revisions(record_kind, record_id):
        revision.snapshot = rewrite(revision.snapshot)


def forget_revisions(record_kind: str, record_ids: Collection[int]) -> None:
    """Delete the revisions of deleted records, whose numbers may come again; no commit."""
    db.session.execute(
        delete(Revision).where(
            Revision.record_kind == record_kind, Revision.record_id.in_(record_ids)
        )
    )
