"""A proposed change on the desk: read, accepted, refused, withdrawn."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.content.revisions import StaleSaveError
from portal.directory.changes import Changes, list_conflicts
from portal.directory.desk import listing
from portal.directory.desk.differences import Difference, describe_changes
from portal.directory.desk.going_on import go_on_to_proposal
from portal.directory.desk.proposals.forms import AcceptanceForm, RefusalForm
from portal.directory.desk.words import desk_words
from portal.directory.models import Proposal, ProposalState
from portal.directory.policy import may_change
from portal.directory.proposals import (
    DecidedError,
    OutdatedProposalError,
    accept_proposal,
    refuse_proposal,
    withdraw_proposal,
)
from portal.directory.values import values_of
from portal.errors import ConflictError, InvalidError
from portal.web.rendering import render_page

blueprint = Blueprint(
    "proposals", __name__, url_prefix="/<language:language>/desk/organisations/proposals"
)

blueprint.context_processor(desk_words)


@blueprint.get("/<int:proposal_id>")
@access.signed_in
def show(proposal_id: int) -> Response:
    """Show what would change, before and after, and what became of it."""
    return _show(listing.get_proposal(proposal_id, user=signed_in_user()))


@blueprint.post("/<int:proposal_id>/accept")
@access.signed_in
def accept(proposal_id: int) -> Response:
    """Make the changes, unless the sheet changed meanwhile where she did not see it."""
    user = signed_in_user()
    proposal = listing.get_proposal(proposal_id, user=user)
    form = AcceptanceForm()
    has_seen = form.seen_version == proposal.organisation.version
    try:
        accept_proposal(
            proposal, actor=user, despite_conflicts=bool(form.despite.data) and has_seen
        )
    except DecidedError:
        return _tell_decided(proposal_id)
    except (OutdatedProposalError, StaleSaveError):
        return _show(proposal, status=HTTPStatus.CONFLICT)
    except InvalidError as error:
        problems = error.problems.values()
        return _show(proposal, problems=problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Accepted: the sheet is changed."), "done")
    return go_on_to_proposal(proposal_id)


@blueprint.post("/<int:proposal_id>/refuse")
@access.signed_in
def refuse(proposal_id: int) -> Response:
    """Put the proposal away, with the reason."""
    user = signed_in_user()
    proposal = listing.get_proposal(proposal_id, user=user)
    form = RefusalForm()
    try:
        refuse_proposal(proposal, actor=user, reason=form.reason.data or "")
    except DecidedError as error:
        if form.reason.data:
            raise ConflictError from error
        return _tell_decided(proposal_id)
    except InvalidError as error:
        form.add_problems(error.problems)
        return _show(proposal, refusal=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Refused with your reason."), "done")
    return go_on_to_proposal(proposal_id)


@blueprint.post("/<int:proposal_id>/withdraw")
@access.signed_in
def withdraw(proposal_id: int) -> Response:
    """Forget a proposal of hers that still waits."""
    user = signed_in_user()
    proposal = listing.get_proposal(proposal_id, user=user)
    organisation_id = proposal.organisation_id
    try:
        withdraw_proposal(proposal, actor=user)
    except DecidedError:
        return _tell_decided(proposal_id)
    flash(_("Withdrawn: nothing is changed."), "done")
    address = url_for("sheets.show", organisation_id=organisation_id)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _show(
    proposal: Proposal,
    *,
    refusal: RefusalForm | None = None,
    problems: Iterable[str] = (),
    status: int = HTTPStatus.OK,
) -> Response:
    user, organisation = signed_in_user(), proposal.organisation
    is_waiting = proposal.state is ProposalState.WAITING
    conflicts = _describe_conflicts(proposal) if is_waiting else []
    return render_page(
        "directory/desk/proposal.html",
        status,
        proposal=proposal,
        organisation=organisation,
        people=listing.name_people([proposal]),
        differences=describe_changes(proposal.changes),
        conflicts=conflicts,
        problems=list(problems),
        has_forgotten=_has_forgotten(proposal),
        is_waiting=is_waiting,
        decisions=listing.list_decisions(user, organisation),
        is_own=proposal.author_id == user.id,
        may_decide=is_waiting and may_change(user, organisation, proposal.changes),
        acceptance=AcceptanceForm(
            formdata=None, version=organisation.version, despite="1" if conflicts else ""
        ),
        refusal=refusal or RefusalForm(formdata=None),
    )


def _describe_conflicts(proposal: Proposal) -> list[Difference]:
    """Return where the sheet changed meanwhile: as it stands now, and as it would be."""
    current = values_of(proposal.organisation).snapshot()
    outdated: Changes = {
        path: [_at(current, path), proposal.changes[path][1]]
        for path in list_conflicts(current, proposal.changes)
    }
    return describe_changes(outdated)


def _at(snapshot: dict[str, Any], path: str) -> Any:
    part, _slash, ref = path.partition("/")
    return snapshot[part].get(ref) if ref else snapshot[part]


def _has_forgotten(proposal: Proposal) -> bool:
    is_refused = proposal.state is ProposalState.REFUSED
    return is_refused and any(path.startswith("contacts/") for path in proposal.changes)


def _tell_decided(proposal_id: int) -> Response:
    flash(_("This was decided meanwhile. Here is how it stands now."), "warning")
    return go_on_to_proposal(proposal_id)
