"""What a check link opens: a sheet to confirm or to correct, for whoever holds the link.

No session is looked at, and there is no CSRF token: the address itself is the right to
answer. Who does not know it cannot forge a request with it; who knows it needs nobody
else's browser. The answer changes nothing for the person who is signed in there.
"""

from http import HTTPStatus

from flask import Blueprint, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.throttle import TooManyAttemptsError
from portal.directory.checks.confirming import ChangedSheetError, read_version
from portal.directory.checks.corrections import Corrections, open_corrections, read_corrections
from portal.directory.checks.links import (
    DeadLinkError,
    confirm_by_link,
    correct_by_link,
    open_link,
)
from portal.directory.checks.masking import mask_contact
from portal.directory.checks.models import CheckLink
from portal.directory.checks.sheet import present_sheet, say_work
from portal.directory.words import WORDS
from portal.errors import InvalidError
from portal.extensions import csrf
from portal.web.drafts import confirm_draft
from portal.web.rendering import render_page
from portal.web.sent_forms import read_sent_form

blueprint = Blueprint("check_links", __name__, url_prefix="/<language:language>/check")

CHANGED_MEANWHILE = lazy_gettext(
    "This sheet was changed by somebody else meanwhile. Please read it again, then answer."
)


@blueprint.after_request
def keep_to_itself(response: Response) -> Response:
    """Keep the address out of caches, of search engines and of what other sites are told."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers.pop("ETag", None)
    return response


@blueprint.errorhandler(DeadLinkError)
def over(_error: DeadLinkError) -> Response:
    """Say kindly that the link opens nothing, whatever the reason."""
    return render_page("directory/checks/over.html", HTTPStatus.GONE, refused_form=read_sent_form())


@blueprint.errorhandler(TooManyAttemptsError)
def wait(error: TooManyAttemptsError) -> Response:
    """Ask for patience."""
    response = render_page(
        "directory/checks/wait.html", HTTPStatus.TOO_MANY_REQUESTS, refused_form=read_sent_form()
    )
    response.headers["Retry-After"] = str(error.seconds)
    return response


@blueprint.get("/<token>")
@access.public
def show(token: str) -> Response:
    """Show the sheet as the public sees it; this uses nothing up."""
    return _show(_open(token), token)


@blueprint.post("/<token>")
@access.public
def confirm(token: str) -> Response:
    """Note that all is right, for the organisation; the link is used up."""
    version = read_version(request.form.get("version"))
    link = _open(token)
    try:
        confirm_by_link(link, version=version)
    except ChangedSheetError:
        return _show(_open(token), token, told=str(CHANGED_MEANWHILE))
    return render_page("directory/checks/thanks.html", is_correction=False)


@blueprint.get("/<token>/correct")
@access.public
def write(token: str) -> Response:
    """Show the form of corrections; this uses nothing up."""
    link = _open(token)
    return _show_form(link, token, open_corrections(link.organisation))


@blueprint.post("/<token>/correct")
@access.public
def correct(token: str) -> Response:
    """Keep the corrections for those who decide on them; the link is used up."""
    answers = request.form
    link = _open(token)
    forms = open_corrections(link.organisation, answers)
    if read_version(answers.get("version")) != link.organisation.version:
        return _show_form(link, token, forms, {"sheet": str(CHANGED_MEANWHILE)})
    try:
        answer = read_corrections(link.organisation, forms)
    except InvalidError as error:
        return _show_form(link, token, forms, error.problems)
    correct_by_link(link, answer)
    confirm_draft()
    return render_page("directory/checks/thanks.html", is_correction=True)


for view in (confirm, correct):
    csrf.exempt(view)  # see above: no cookie is looked at


def _open(token: str) -> CheckLink:
    return open_link(token, address=request.remote_addr or "")


def _show(link: CheckLink, token: str, told: str = "") -> Response:
    return render_page(
        "directory/checks/show.html",
        HTTPStatus.CONFLICT if told else HTTPStatus.OK,
        sheet=present_sheet(link.organisation),
        token=token,
        told=told,
    )


def _list_unshown(forms: Corrections) -> list[str]:
    """Return what was written about contacts and activities that the sheet no longer has."""
    sent = read_sent_form()
    if sent is None:
        return []
    shown = {field.name for form in forms.list_forms() for field in form}
    return [
        value for name, value in sent.texts if name not in shown and sent.is_written(name, value)
    ]


def _show_form(
    link: CheckLink, token: str, forms: Corrections, problems: dict[str, str] | None = None
) -> Response:
    return render_page(
        "directory/checks/correct.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        organisation=link.organisation,
        forms=forms,
        problems=problems or {},
        token=token,
        unshown=_list_unshown(forms),
        mask=mask_contact,
        say_work=say_work,
        words=WORDS,
    )
