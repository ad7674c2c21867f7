"""What the pages of a sheet's desk show."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth.identity import signed_in_user
from portal.content.lifecycle import STEPS, list_actions
from portal.content.models import Status
from portal.content.revisions import StaleSaveError
from portal.content.text import clean_line
from portal.directory.changes import diff
from portal.directory.desk import listing
from portal.directory.desk.differences import describe_changes, list_parts
from portal.directory.desk.forms import PartForm, StepForm
from portal.directory.desk.going_on import go_on, go_on_to_proposal
from portal.directory.desk.lines import (
    is_in_directory,
    list_own_facts,
    present_row,
    tell_who_sees,
)
from portal.directory.desk.names import Names
from portal.directory.models import Organisation, Proposal
from portal.directory.policy import review_scope
from portal.directory.problems import find_problems
from portal.directory.services import save_sheet
from portal.directory.values import SheetValues, values_of
from portal.errors import InvalidError
from portal.web.rendering import render_page

FEW = 5


@dataclass(frozen=True, slots=True)
class PartPage:
    """The page of a form: its title, where the form goes, and where she goes after it."""

    title: str
    action: str
    back: str


def show_sheet(
    organisation: Organisation, *, step_form: StepForm | None = None, status: int = HTTPStatus.OK
) -> Response:
    """Show a sheet with all it holds, its history, its proposals, and the steps open to her."""
    user, names, values = signed_in_user(), Names(), values_of(organisation)
    decides = review_scope(user).covers(organisation.id)
    proposals = listing.list_proposals_of(organisation)
    return render_page(
        "directory/desk/show.html",
        status,
        organisation=organisation,
        decides=decides,
        can_edit=organisation.status is not Status.ARCHIVED,
        facts=list_own_facts(organisation, names),
        memberships=[present_row(row, names) for row in values.memberships],
        contacts=[present_row(row, names) for row in values.contacts],
        interventions=[present_row(row, names) for row in values.interventions[:FEW]],
        total=len(values.interventions),
        who_sees=tell_who_sees(organisation, user),
        is_in_directory=is_in_directory(organisation, user),
        proposals=proposals,
        decisions=listing.list_decisions(user, organisation),
        people=listing.name_people(proposals),
        list_parts=list_parts,
        actions=list_actions(organisation.status, can_review=decides),
        steps=STEPS,
        step_form=step_form or StepForm(formdata=None),
        revisions=listing.list_history(organisation.id),
    )


def show_part(
    organisation: Organisation, form: PartForm, page: PartPage, status: int = HTTPStatus.OK
) -> Response:
    """Show the form of a part of a sheet, with what is wrong in it."""
    return _render("directory/desk/part.html", organisation, form, page, status)


def save_part(organisation: Organisation, form: PartForm, page: PartPage) -> Response:
    """Save a part of a sheet, or propose it, or show what stands against that."""
    if not form.validate():
        form.add_problems(form.list_problems())
        return show_part(organisation, form, page, HTTPStatus.UNPROCESSABLE_ENTITY)
    values = form.put_into(values_of(organisation))
    try:
        check_part(organisation, form, values)
        saved = save_sheet(
            organisation,
            values,
            author=signed_in_user(),
            version=form.seen_version,
            note=clean_line(form.note.data),
        )
    except InvalidError as error:
        form.add_problems(error.problems)
        return show_part(organisation, form, page, HTTPStatus.UNPROCESSABLE_ENTITY)
    except StaleSaveError as error:
        return show_conflict(organisation, form, page, error)
    if saved.proposal is None:
        flash(_("Saved."), "done")
        return go_on(organisation.id, page.back)
    return to_proposal(saved.proposal)


def check_part(organisation: Organisation, form: PartForm, values: SheetValues) -> None:
    """Raise InvalidError for all there is to mend, so that it is told at once."""
    problems = find_problems(values, since=values_of(organisation)) | form.list_problems()
    if organisation.status is Status.ARCHIVED:
        problems[""] = _("This sheet is archived: take it out of the archive first.")
    if problems:
        raise InvalidError(problems)


def to_proposal(proposal: Proposal) -> Response:
    """Tell her that what she sent waits, and lead her to it."""
    flash(_("Sent. It waits for those who decide; until then you can withdraw it."), "done")
    return go_on_to_proposal(proposal.id)


def show_conflict(
    organisation: Organisation, form: PartForm, page: PartPage, error: StaleSaveError
) -> Response:
    """Show both versions, and let her save hers over the one she has now seen."""
    form.take_version(organisation.version)
    return _render(
        "directory/desk/conflict.html",
        organisation,
        form,
        page,
        HTTPStatus.CONFLICT,
        differences=describe_changes(diff(error.current, error.submitted)),
    )


def _render(
    template: str,
    organisation: Organisation,
    form: PartForm,
    page: PartPage,
    status: int,
    **more: Any,
) -> Response:
    return render_page(
        template,
        status,
        organisation=organisation,
        form=form,
        page=page,
        waits=not _is_decided_at_once(organisation),
        **more,
    )


def _is_decided_at_once(organisation: Organisation) -> bool:
    is_draft = organisation.status is Status.DRAFT
    return is_draft or review_scope(signed_in_user()).covers(organisation.id)
