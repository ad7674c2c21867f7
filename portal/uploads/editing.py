"""The pages of uploads: those under way on the desk, and those that a code opens."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from portal.auth import access
from portal.auth.identity import current_viewer, signed_in_user
from portal.auth.throttle import TooManyAttemptsError
from portal.errors import InvalidError
from portal.uploads import queries, services, standing
from portal.uploads.addresses import PREFIX, address_of, find_by_token
from portal.uploads.codes import issue_code, redeem_code
from portal.uploads.forms import CodeForm
from portal.uploads.models import UploadState
from portal.uploads.problems import explain
from portal.uploads.protocol import write_metadata
from portal.web.rendering import render_page

blueprint = Blueprint("uploading", __name__, url_prefix="/<language:language>")

# In the cookie of a device that gave a code, and so in no history and no log.
HANDED_OVER = "handed_over"


@blueprint.app_context_processor
def upload_words() -> dict[str, object]:
    """Give every page with a form for files what upload.js asks for."""
    return {
        "uploads_address": PREFIX,
        "upload_metadata": _metadata_of_record,
        "count_uploads": _count_uploads,
    }


@blueprint.get("/desk/uploads/")
@access.signed_in
def index() -> Response:
    """List her uploads, with what the server holds of each."""
    user = signed_in_user()
    return render_page(
        "uploads/list.html",
        standings=[standing.standing_of(upload, user) for upload in queries.list_uploads(user)],
        words=standing.WORDS,
        tones=standing.TONES,
    )


@blueprint.get("/desk/uploads/<int:upload_id>")
@access.signed_in
def resume(upload_id: int) -> BaseResponse:
    """Show a form that goes on with one upload."""
    user = signed_in_user()
    upload = queries.get_own_upload(upload_id, user)
    if upload.state is not UploadState.ARRIVING:
        return _to_list()
    return render_page(
        "uploads/resume.html",
        standing=standing.standing_of(upload, user),
        address=address_of(upload),
    )


@blueprint.post("/desk/uploads/<int:upload_id>/code")
@access.signed_in
def make_code(upload_id: int) -> BaseResponse:
    """Show, once, a code that opens the upload on another device."""
    user = signed_in_user()
    upload = queries.get_own_upload(upload_id, user)
    if upload.state is not UploadState.ARRIVING:
        return _to_list()
    code = issue_code(upload, user)
    half = len(code) // 2
    return render_page("uploads/made_code.html", upload=upload, code=f"{code[:half]}-{code[half:]}")


@blueprint.post("/desk/uploads/<int:upload_id>/cancel")
@access.signed_in
def cancel(upload_id: int) -> BaseResponse:
    """Forget an upload and what was sent of it."""
    services.cancel_upload(queries.get_own_upload(upload_id, signed_in_user()))
    flash(_("The upload is cancelled; what was sent of it is gone."), "done")
    return _to_list()


@blueprint.post("/desk/uploads/<int:upload_id>/retry")
@access.signed_in
def retry(upload_id: int) -> BaseResponse:
    """Bring what has arrived to its record, now that it may be possible."""
    services.retry_delivery(queries.get_own_upload(upload_id, signed_in_user()))
    return _to_list()


@blueprint.get("/uploads/code")
@access.public
def enter() -> Response:
    """Ask for the code that another device shows."""
    return _show_form(CodeForm())


@blueprint.post("/uploads/code")
@access.public
def redeem() -> BaseResponse:
    """Open the upload of a code, once."""
    form = CodeForm()
    if not form.validate():
        return _show_form(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        upload = redeem_code(form.code.data, request.remote_addr or "")
    except InvalidError as error:
        form.add_problem(error.problems["code"])
        return _show_form(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooManyAttemptsError as error:
        form.add_problem(_("Too many attempts. Wait fifteen minutes, then try again."))
        response = _show_form(form, HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    session[HANDED_OVER] = address_of(upload).removeprefix(PREFIX)
    return redirect(url_for("uploading.finish"), HTTPStatus.SEE_OTHER)


@blueprint.get("/uploads/finish")
@access.public
def finish() -> BaseResponse:
    """Let the device that gave a code send the rest of its upload, without an account."""
    upload = find_by_token(session.get(HANDED_OVER, ""))
    if upload is None:
        return redirect(url_for("uploading.enter"), HTTPStatus.SEE_OTHER)
    return _unkept(
        render_page(
            "uploads/finish.html", upload=upload, address=address_of(upload), explain=explain
        )
    )


def _show_form(form: CodeForm, status: int = HTTPStatus.OK) -> Response:
    return _unkept(render_page("uploads/code.html", status, form=form))


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _to_list() -> BaseResponse:
    return redirect(url_for("uploading.index"), HTTPStatus.SEE_OTHER)


def _metadata_of_record(destination: str, record_id: int) -> str:
    return write_metadata({"destination": destination, "record": str(record_id)})


def _count_uploads() -> int:
    user = current_viewer()
    return queries.count_unfinished(user) if user else 0
