"""A sheet as its readers see it: what a table may be compared with on behalf of one of them.

Whoever may not write a sheet learns nothing from the report of her table that its page does
not tell her: no finer place, no work and no network that are not for her.
"""

from dataclasses import replace

from portal.content.models import Visibility
from portal.directory.exchange.subjects import Subjects
from portal.directory.values import InterventionValues, MembershipValues, SheetValues
from portal.vocabulary.places import PlaceTree


def as_seen(sheet: SheetValues, tree: PlaceTree, subjects: Subjects) -> SheetValues:
    """Return what somebody who has an account sees of a sheet that she may not write."""
    return replace(
        sheet,
        seat_id=tree.coarsen(sheet.seat_id, sheet.seat_level) if sheet.seat_id else None,
        memberships=tuple(one for one in sheet.memberships if _is_open(one, subjects)),
        contacts=(),
        interventions=tuple(
            _as_seen(work, tree)
            for work in sheet.interventions
            if work.visibility is not Visibility.ORGANISATION
        ),
    )


def _is_open(membership: MembershipValues, subjects: Subjects) -> bool:
    return not subjects.by_id[membership.network_id].is_secret


def _as_seen(work: InterventionValues, tree: PlaceTree) -> InterventionValues:
    return replace(work, place_id=tree.coarsen(work.place_id, work.place_level))
