"""One row of a sheet: added, changed, removed."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.content.revisions import StaleSaveError
from portal.directory.desk.forms import VersionForm
from portal.directory.desk.going_on import go_on
from portal.directory.desk.lines import present_row
from portal.directory.desk.names import Names
from portal.directory.desk.pages import PartPage, save_part, show_part, to_proposal
from portal.directory.desk.rows.forms import FORMS, RowForm
from portal.directory.desk.words import ADD_WORDS, CHANGE_WORDS, GONE_WORDS, desk_words
from portal.directory.models import Organisation, Proposal
from portal.directory.queries import get_editable_sheet
from portal.directory.services import remove_contact, save_sheet
from portal.directory.values import RowValues, values_of
from portal.errors import InvalidError, NotFoundError
from portal.web.rendering import render_page


class NoSuchRowError(NotFoundError):
    """The sheet is hers to write, but does not hold this row, or no longer."""


blueprint = Blueprint(
    "sheet_rows",
    __name__,
    url_prefix=(
        "/<language:language>/desk/organisations/<int:organisation_id>"
        "/<any(memberships, contacts, interventions):part>"
    ),
)

blueprint.context_processor(desk_words)


@blueprint.get("/new")
@access.signed_in
def new(organisation_id: int, part: str) -> Response:
    """Show an empty form."""
    organisation, form = _open(organisation_id, part, None)
    return show_part(organisation, form, _page_of(organisation, part))


@blueprint.post("/new")
@access.signed_in
def create(organisation_id: int, part: str) -> Response:
    """Add a row, or propose it."""
    organisation, form = _open(organisation_id, part, None)
    return save_part(organisation, form, _page_of(organisation, part))


@blueprint.get("/<ref>")
@access.signed_in
def edit(organisation_id: int, part: str, ref: str) -> Response:
    """Show a row in the form."""
    organisation, form = _open(organisation_id, part, ref)
    return show_part(organisation, form, _page_of(organisation, part, ref))


@blueprint.post("/<ref>")
@access.signed_in
def save(organisation_id: int, part: str, ref: str) -> Response:
    """Save a row, or propose the change; what somebody removed meanwhile may be added anew."""
    try:
        organisation, form = _open(organisation_id, part, ref)
    except NoSuchRowError:
        organisation, form = _open(organisation_id, part, None)
        form.take_version(organisation.version)
        form.add_problems({"": _("Somebody removed this meanwhile. Save again to add it anew.")})
        return show_part(organisation, form, _page_of(organisation, part), HTTPStatus.CONFLICT)
    return save_part(organisation, form, _page_of(organisation, part, ref))


@blueprint.get("/<ref>/remove")
@access.signed_in
def doubt(organisation_id: int, part: str, ref: str) -> Response:
    """Ask whether a row shall go, and say what that does."""
    organisation = get_editable_sheet(organisation_id, editor=signed_in_user())
    row, form = _get_row(organisation, part, ref), VersionForm(version=organisation.version)
    return _show_doubt(organisation, part, row, form)


@blueprint.post("/<ref>/remove")
@access.signed_in
def remove(organisation_id: int, part: str, ref: str) -> Response:
    """Remove a row, or propose it; a contact goes at once and for good."""
    organisation = get_editable_sheet(organisation_id, editor=signed_in_user())
    row, form = _get_row(organisation, part, ref), VersionForm()
    try:
        proposal = _remove(organisation, part, ref, form.seen_version)
    except InvalidError as error:
        return _show_doubt(organisation, part, row, form, error.problems.values())
    except StaleSaveError:
        form.take_version(organisation.version)
        problem = _("Somebody changed this sheet meanwhile. Look again before you remove this.")
        return _show_doubt(organisation, part, row, form, [problem])
    if proposal is not None:
        return to_proposal(proposal)
    flash(GONE_WORDS[part], "done")
    return go_on(organisation.id, _back_to(organisation, part))


def _remove(organisation: Organisation, part: str, ref: str, version: int) -> Proposal | None:
    user = signed_in_user()
    if part == "contacts":
        remove_contact(organisation, ref, author=user, version=version)
        return None
    values = values_of(organisation).without_row(part, ref)
    return save_sheet(organisation, values, author=user, version=version).proposal


def _open(organisation_id: int, part: str, ref: str | None) -> tuple[Organisation, RowForm]:
    user = signed_in_user()
    organisation = get_editable_sheet(organisation_id, editor=user)
    row = _get_row(organisation, part, ref) if ref else None
    return organisation, FORMS[part](user, row, organisation)


def _get_row(organisation: Organisation, part: str, ref: str) -> RowValues:
    rows: tuple[RowValues, ...] = getattr(values_of(organisation), part)
    for row in rows:
        if row.ref == ref:
            return row
    raise NoSuchRowError


def _show_doubt(
    organisation: Organisation,
    part: str,
    row: RowValues,
    form: VersionForm,
    problems: Iterable[str] = (),
) -> Response:
    status = HTTPStatus.CONFLICT if problems else HTTPStatus.OK
    return render_page(
        "directory/desk/remove.html",
        status,
        organisation=organisation,
        part=part,
        line=present_row(row, Names()),
        form=form,
        problems=list(problems),
        back=_back_to(organisation, part),
    )


def _page_of(organisation: Organisation, part: str, ref: str | None = None) -> PartPage:
    kept: dict[str, Any] = {"organisation_id": organisation.id, "part": part}
    back = _back_to(organisation, part)
    if ref is None:
        return PartPage(ADD_WORDS[part], url_for("sheet_rows.create", **kept), back)
    return PartPage(CHANGE_WORDS[part], url_for("sheet_rows.save", ref=ref, **kept), back)


def _back_to(organisation: Organisation, part: str) -> str:
    if part == "interventions":
        return url_for("sheets.works", organisation_id=organisation.id)
    return url_for("sheets.show", organisation_id=organisation.id, _anchor=part)
