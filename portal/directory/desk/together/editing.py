"""All proposed changes of one sheet that wait for her: read on one page, accepted in one go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.directory.changes import list_conflicts
from portal.directory.desk import listing
from portal.directory.desk.differences import Difference, describe_changes
from portal.directory.desk.going_on import go_on
from portal.directory.desk.names import Names
from portal.directory.desk.words import desk_words
from portal.directory.models import Organisation, Proposal
from portal.directory.proposals import accept_proposals
from portal.directory.queries import get_reviewed_sheet
from portal.directory.values import values_of
from portal.web.formats import number
from portal.web.numbers import row_number
from portal.web.rendering import render_page

blueprint = Blueprint(
    "proposals_together",
    __name__,
    url_prefix="/<language:language>/desk/organisations/<int:organisation_id>/proposals",
)

MOST_SHOWN = 50

blueprint.context_processor(desk_words)


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal, what it would change, and whether it can be accepted with others.

    Words alone, and what the sheet contradicts by now, are to be looked at by themselves.
    """

    proposal: Proposal
    differences: Sequence[Difference]
    is_plain: bool


@blueprint.get("/")
@access.signed_in
def show(organisation_id: int) -> Response:
    """Show what would change on a sheet, proposal by proposal."""
    organisation = get_reviewed_sheet(organisation_id, reviewer=signed_in_user())
    waiting = listing.list_decisions(signed_in_user(), organisation)
    decisions = list(_decisions(organisation, waiting[:MOST_SHOWN]))
    return render_page(
        "directory/desk/together.html",
        organisation=organisation,
        decisions=decisions,
        is_some_plain=any(decision.is_plain for decision in decisions),
        more=len(waiting) - len(decisions),
        people=listing.name_people(waiting),
    )


@blueprint.post("/accept")
@access.signed_in
def accept(organisation_id: int) -> Response:
    """Accept those that she chose; the others wait on."""
    user = signed_in_user()
    organisation = get_reviewed_sheet(organisation_id, reviewer=user)
    chosen = set(request.form.getlist("accepted", type=row_number))
    waiting = [one for one in listing.list_decisions(user, organisation) if one.id in chosen]
    accepted = accept_proposals(waiting, actor=user)
    _tell(accepted, len(waiting) - accepted)
    is_more = listing.list_decisions(user, organisation)
    address = url_for(".show" if is_more else "sheets.show", organisation_id=organisation_id)
    return go_on(organisation_id, address)


def _decisions(organisation: Organisation, proposals: Sequence[Proposal]) -> Iterator[Decision]:
    current, names = values_of(organisation).snapshot(), Names()
    for proposal in proposals:
        differences = describe_changes(proposal.changes, names)
        is_plain = bool(differences) and not list_conflicts(current, proposal.changes)
        yield Decision(proposal, differences, is_plain)


def _tell(accepted: int, left: int) -> None:
    count = number(accepted)
    flash(
        ngettext(
            "%(number)s change accepted.",
            "%(number)s changes accepted.",
            accepted,
            number=count,
        ),
        "done" if accepted else "warning",
    )
    if left:
        flash(_("What could not be accepted waits on: open it to see why."), "warning")
