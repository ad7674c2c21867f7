"""The desk page of a logo: how it stands, and for those who decide, a way to change it."""

from http import HTTPStatus
from typing import BinaryIO, cast

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.directory.logos import LARGEST, find_logo, may_change_logo, remove_logo, set_logo
from portal.directory.models import Organisation
from portal.directory.queries import get_editable_sheet
from portal.errors import InvalidError, NotAllowedError, NotFoundError
from portal.media.delivery import send_thumbnail
from portal.media.failures import explain
from portal.media.models import FileState
from portal.media.services import retry_file
from portal.web.bodies import takes_a_file
from portal.web.rendering import render_page

blueprint = Blueprint(
    "logo_desk",
    __name__,
    url_prefix="/<language:language>/desk/organisations/<int:organisation_id>/logo",
)


@blueprint.get("")
@access.signed_in
def show(organisation_id: int) -> Response:
    """Show the logo and how far its cleaning is, with a form for those who may change it."""
    return _show(get_editable_sheet(organisation_id, editor=signed_in_user()))


@blueprint.post("")
@access.signed_in
@takes_a_file
def upload(organisation_id: int) -> Response:
    """Take a picture as the logo."""
    organisation = _get_changeable(organisation_id)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _show(organisation, _("Choose a file first."))
    try:
        stream = cast(BinaryIO, sent.stream)
        set_logo(organisation, stream, name=sent.filename, author=signed_in_user())
    except InvalidError as error:
        return _show(organisation, " ".join(error.problems.values()))
    flash(_("The picture has arrived and is being cleaned."), "done")
    return _to_logo(organisation)


@blueprint.post("/remove")
@access.signed_in
def remove(organisation_id: int) -> Response:
    """Erase the logo."""
    organisation = _get_changeable(organisation_id)
    remove_logo(organisation, author=signed_in_user())
    flash(_("The logo is erased."), "done")
    return _to_logo(organisation)


@blueprint.post("/retry")
@access.signed_in
def retry(organisation_id: int) -> Response:
    """Have the picture cleaned again after a failure."""
    organisation = _get_changeable(organisation_id)
    if organisation.logo_id is not None:
        retry_file(organisation.logo_id)
    return _to_logo(organisation)


@blueprint.get("/<int:file_id>.webp")
@access.signed_in
def picture(organisation_id: int, file_id: int) -> Response:
    """Send the small picture of the logo to those who write the sheet, draft or not."""
    organisation = get_editable_sheet(organisation_id, editor=signed_in_user())
    logo = organisation.logo
    if logo is None or logo.id != file_id or find_logo(organisation) is None:
        raise NotFoundError
    response = send_thumbnail(logo, request)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _get_changeable(organisation_id: int) -> Organisation:
    user = signed_in_user()
    organisation = get_editable_sheet(organisation_id, editor=user)
    if not may_change_logo(user, organisation):
        raise NotAllowedError
    return organisation


def _show(organisation: Organisation, problem: str = "") -> Response:
    logo = organisation.logo
    failure = explain(logo.failure) if logo and logo.state is FileState.FAILED else ""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render_page(
        "directory/logo/show.html",
        status,
        organisation=organisation,
        logo=logo,
        is_ready=find_logo(organisation) is not None,
        failure=failure,
        can_change=may_change_logo(signed_in_user(), organisation),
        problem=problem,
        largest=LARGEST,
    )


def _to_logo(organisation: Organisation) -> Response:
    address = url_for("logo_desk.show", organisation_id=organisation.id)
    return redirect(address, HTTPStatus.SEE_OTHER)
