"""What sheets do when places change: the public's places follow, and the index."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, cast, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from portal.directory.changes import Changes
from portal.directory.exchange.models import ImportLine
from portal.directory.models import Intervention, Organisation, Proposal, ProposalState
from portal.directory.values import RECORD_KIND
from portal.errors import InvalidError
from portal.extensions import after_commit, db
from portal.search.outbox import mark_changed, wake_indexer
from portal.vocabulary.places import PlaceTree, load_places
from portal.vocabulary.signals import place_leaving, places_changed

Attribute = InstrumentedAttribute[Any]


def init_app() -> None:
    """Listen to what becomes of places."""
    places_changed.connect(follow_places)
    place_leaving.connect(keep_needed_place)


def follow_places(_sender: object, *, place_ids: Collection[int]) -> None:
    """Show sheets at the places that lie around theirs now; no commit."""
    tree = load_places()
    _coarsen(
        tree, place_ids, Organisation.seat_id, Organisation.seat_level, Organisation.shown_seat_id
    )
    _coarsen(
        tree,
        place_ids,
        Intervention.place_id,
        Intervention.place_level,
        Intervention.shown_place_id,
    )
    for organisation_id in _list_organisations_at(place_ids):
        mark_changed(RECORD_KIND, organisation_id)
    after_commit(wake_indexer.enqueue)


def keep_needed_place(_sender: object, *, place_id: int) -> None:
    """Raise InvalidError while a proposal that waits, or an import to undo, speaks of a place."""
    waiting = select(Proposal.changes).where(
        Proposal.state == ProposalState.WAITING, _may_name(Proposal.changes, place_id)
    )
    written = select(ImportLine.changes).where(
        ImportLine.is_written, _may_name(ImportLine.changes, place_id)
    )
    for query in (waiting, written):
        if any(_names(changes, place_id) for changes in db.session.scalars(query)):
            raise InvalidError(
                {"place": _("A proposal or an import still speaks of this place: it stays.")}
            )


def _coarsen(
    tree: PlaceTree, place_ids: Collection[int], real: Attribute, level: Attribute, shown: Attribute
) -> None:
    """Set what is shown of all rows at these places, each kind of row in one statement."""
    pairs = db.session.execute(select(real, level).where(real.in_(place_ids)).distinct())
    for place_id, coarsest in pairs.all():
        same_level = level.is_(None) if coarsest is None else level == coarsest
        rows = update(real.class_).where(real == place_id, same_level)
        db.session.execute(rows.values({shown: tree.coarsen(place_id, coarsest)}))


def _list_organisations_at(place_ids: Collection[int]) -> list[int]:
    seats = select(Organisation.id).where(
        or_(Organisation.seat_id.in_(place_ids), Organisation.shown_seat_id.in_(place_ids))
    )
    works = select(Intervention.organisation_id).where(
        or_(Intervention.place_id.in_(place_ids), Intervention.shown_place_id.in_(place_ids))
    )
    return list(db.session.scalars(seats.union(works)))


def _may_name(column: Any, place_id: int) -> ColumnElement[bool]:
    """Return a condition that finds every row that names a place, and a few others."""
    text = cast(column, String)
    return or_(
        text.contains(f'"place_id": {place_id}'),
        text.contains('"seat_id"'),
    )


def _names(changes: Changes, place_id: int) -> bool:
    """Tell whether a change would put a place on a sheet, or back on it."""
    rows = (
        row
        for path, states in changes.items()
        if path.startswith("interventions/")
        for row in states
    )
    seats = changes.get("seat_id", ())
    return place_id in seats or any(row.get("place_id") == place_id for row in rows if row)
