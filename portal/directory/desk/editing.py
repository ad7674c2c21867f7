"""The desk of the sheets: those she writes, a new one, each with its parts and its steps."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer, signed_in_user
from portal.content.lifecycle import Action, WrongStatusError
from portal.content.models import Status
from portal.content.revisions import StaleSaveError
from portal.content.text import clean_line
from portal.directory.desk import listing
from portal.directory.desk.differences import describe_changes, list_parts
from portal.directory.desk.forms import NewSheetForm, StepForm
from portal.directory.desk.lines import present_row
from portal.directory.desk.names import Names
from portal.directory.desk.organisation.forms import OrganisationForm
from portal.directory.desk.pages import PartPage, save_part, show_part, show_sheet
from portal.directory.desk.words import DONE_WORDS, desk_words
from portal.directory.duplicates import Duplicate, find_duplicates
from portal.directory.models import Organisation
from portal.directory.policy import edit_scope, review_scope
from portal.directory.queries import get_editable_sheet
from portal.directory.services import create_sheet, take_step
from portal.directory.values import values_of
from portal.errors import ConflictError, InvalidError, NotAllowedError
from portal.web.bodies import takes_texts
from portal.web.pagination import Pager, page_number
from portal.web.rendering import render_page

blueprint = Blueprint("sheets", __name__, url_prefix="/<language:language>/desk/organisations")

PER_PAGE = 20
LONGEST_QUESTION = 200
MOST_TOLD = 60
MOST_AWAITED = 20

blueprint.context_processor(desk_words)


@blueprint.app_context_processor
def decisions() -> dict[str, object]:
    """Give every page of the desk how many proposals wait for her."""
    return {"count_decisions": _count_decisions}


@blueprint.get("/")
@access.signed_in
def index() -> Response:
    """Show the sheets she may write, what waits for her decision, and what she proposed."""
    user = signed_in_user()
    text = clean_line(request.args.get("q"))[:LONGEST_QUESTION]
    status = _status(request.args.get("status"))
    page = page_number(request.args.get("page"))
    sheets, total = listing.list_sheets(
        user, text=text, status=status, page=page, per_page=PER_PAGE
    )
    decisions, own = listing.list_decisions(user), listing.list_own_proposals(user)
    waiting = listing.gather_by_sheet(decisions)
    return render_page(
        "directory/desk/index.html",
        sheets=sheets,
        text=text,
        chosen=status,
        counts=listing.count_sheets(user, text=text),
        pager=Pager(page, total, PER_PAGE),
        waiting=waiting[:MOST_AWAITED],
        awaited=len(decisions),
        is_more=len(waiting) > MOST_AWAITED,
        own=own,
        people=listing.name_people([*decisions, *own]),
        list_parts=list_parts,
        can_create=not review_scope(user).is_empty,
    )


@blueprint.get("/new")
@access.signed_in
def new() -> Response:
    """Show the short form that a sheet begins with."""
    return _show_new(_new_form())


@blueprint.post("/new")
@access.signed_in
def create() -> Response:
    """Create a draft, once she knows which sheets look like it."""
    user, form = signed_in_user(), _new_form()
    if not form.validate():
        return _show_new(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    duplicates = find_duplicates(form.values, viewer=user)
    if duplicates and not form.is_sure:
        form.ask()
        return _show_new(form, duplicates, HTTPStatus.CONFLICT)
    try:
        organisation = create_sheet(form.values, author=user)
    except InvalidError as error:
        form.add_problems(error.problems)
        return _show_new(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("The draft is kept. Now fill in the parts of its sheet."), "done")
    return _to_sheet(organisation)


@blueprint.get("/<int:organisation_id>")
@access.signed_in
def show(organisation_id: int) -> Response:
    """Show a sheet with all it holds, also what is not public."""
    return show_sheet(get_editable_sheet(organisation_id, editor=signed_in_user()))


@blueprint.get("/<int:organisation_id>/edit")
@access.signed_in
def edit(organisation_id: int) -> Response:
    """Show what a sheet says of the organisation itself in its form."""
    organisation = get_editable_sheet(organisation_id, editor=signed_in_user())
    form = OrganisationForm(values_of(organisation), organisation.version)
    return show_part(organisation, form, _page_of(organisation))


@blueprint.post("/<int:organisation_id>/edit")
@access.signed_in
@takes_texts
def save(organisation_id: int) -> Response:
    """Save what was written of the organisation itself, or propose it."""
    organisation = get_editable_sheet(organisation_id, editor=signed_in_user())
    form = OrganisationForm(values_of(organisation), organisation.version)
    return save_part(organisation, form, _page_of(organisation))


@blueprint.post(
    "/<int:organisation_id>/<any(submit, publish, return, archive, restore):step>",
)
@access.signed_in
def advance(organisation_id: int, step: str) -> Response:
    """Take one step of the life cycle."""
    user = signed_in_user()
    organisation = get_editable_sheet(organisation_id, editor=user)
    form, action = StepForm(), Action(step)
    try:
        take_step(
            organisation,
            action,
            actor=user,
            reason=form.reason.data or "",
            version=form.seen_version,
        )
    except InvalidError as error:
        form.add_problems(error)
        return show_sheet(organisation, step_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (WrongStatusError, StaleSaveError) as error:
        if form.reason.data and isinstance(error, WrongStatusError):
            raise ConflictError from error
        flash(_("Somebody changed this sheet meanwhile. Here is how it stands now."), "warning")
        if form.reason.data:
            return show_sheet(organisation, step_form=form, status=HTTPStatus.CONFLICT)
        return _to_sheet(organisation)
    flash(DONE_WORDS[action], "done")
    return _to_sheet(organisation)


@blueprint.get("/<int:organisation_id>/interventions/")
@access.signed_in
def works(organisation_id: int) -> Response:
    """Show the interventions of a sheet, page by page."""
    organisation = get_editable_sheet(organisation_id, editor=signed_in_user())
    rows = values_of(organisation).interventions
    page = page_number(request.args.get("page"))
    names, start = Names(), (page - 1) * PER_PAGE
    return render_page(
        "directory/desk/works.html",
        organisation=organisation,
        lines=[present_row(row, names) for row in rows[start : start + PER_PAGE]],
        pager=Pager(page, len(rows), PER_PAGE),
        can_edit=organisation.status is not Status.ARCHIVED,
    )


@blueprint.get("/<int:organisation_id>/history/<int:number>")
@access.signed_in
def revision(organisation_id: int, number: int) -> Response:
    """Show what one change changed, in words."""
    organisation = get_editable_sheet(organisation_id, editor=signed_in_user())
    found, changes = listing.get_revision(organisation.id, number)
    described = describe_changes(changes)
    return render_page(
        "directory/desk/revision.html",
        organisation=organisation,
        revision=found,
        differences=described[:MOST_TOLD],
        untold=max(0, len(described) - MOST_TOLD),
    )


def _new_form() -> NewSheetForm:
    user = signed_in_user()
    if review_scope(user).is_empty:
        raise NotAllowedError
    return NewSheetForm(user)


def _show_new(
    form: NewSheetForm, duplicates: list[Duplicate] | None = None, status: int = HTTPStatus.OK
) -> Response:
    return render_page(
        "directory/desk/new.html",
        status,
        form=form,
        duplicates=duplicates or [],
        scope=edit_scope(signed_in_user()),
    )


def _page_of(organisation: Organisation) -> PartPage:
    sheet = url_for("sheets.show", organisation_id=organisation.id)
    action = url_for("sheets.save", organisation_id=organisation.id)
    return PartPage(_("The organisation itself"), action, sheet)


def _to_sheet(organisation: Organisation) -> Response:
    address = url_for("sheets.show", organisation_id=organisation.id)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _status(text: str | None) -> Status | None:
    return Status(text) if text in set(Status) else None


def _count_decisions() -> int:
    user = current_viewer()
    return len(listing.list_decisions(user)) if user else 0
