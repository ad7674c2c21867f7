"""Errors as pages: what happened, and what to do now, in the reader's language."""

import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Response as BaseResponse

from portal.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from portal.extensions import db, is_busy, is_full, login_manager
from portal.web.origins import is_cross_site
from portal.web.refusals import reopen_form
from portal.web.rendering import render_page
from portal.web.sent_forms import read_sent_form

log = logging.getLogger(__name__)

RETRY_SECONDS = 10

# Without a word to keep, these answers offer no button: it would be refused again.
POINTLESS_TO_REPEAT = frozenset({404, 405, 410, 413, 415})


def render_error(status: int, title: str, advice: str) -> Response:
    """Return an error page with the form that was refused; no cache may store it."""
    form = read_sent_form()
    if form and form.is_empty and status in POINTLESS_TO_REPEAT:
        form = None
    response = _render(status, title=title, advice=advice, code=status, refused_form=form)
    response.headers["Cache-Control"] = "no-store"
    response.headers.pop("ETag", None)
    return response


def _render(status: int, **context: Any) -> Response:
    """Return the page, as for a visitor where the database does not tell who asks."""
    try:
        return render_page("errors/error.html", status, **context)
    except SQLAlchemyError:
        log.warning("error page without the database", exc_info=True)
        db.session.rollback()
        g._login_user = login_manager.anonymous_user()  # noqa: SLF001 - where flask-login keeps it
        return render_page("errors/error.html", status, **context)


def not_found(_error: Exception) -> Response:
    """Say that nothing lives at this address, or no longer."""
    form = read_sent_form()
    if form and not form.is_empty:
        return render_error(
            404,
            _("This is no longer here for you"),
            _(
                "It was removed, or your role has changed. Ask the editor of your organisation, "
                "then send the form again, or copy what you wrote."
            ),
        )
    return render_error(
        404,
        _("This page does not exist"),
        _("The address may be old or mistyped. Search for it, or start from the front page."),
    )


def not_allowed(_error: Exception) -> Response:
    """Say that the page is somebody else's to use."""
    return render_error(
        403,
        _("This is not yours to change"),
        _("Ask the editor of your organisation, or sign in with another account."),
    )


def conflict(_error: Exception) -> Response:
    """Say that another person was faster."""
    return render_error(
        409,
        _("Somebody changed this meanwhile"),
        _("Nothing is changed. Look at the record as it is now before you send this again."),
    )


def invalid(error: InvalidError) -> Response:
    """Say what is wrong with what was sent."""
    return render_error(
        422, _("This cannot be accepted as it is"), " ".join(error.problems.values())
    )


def stale_form(_error: CSRFError) -> BaseResponse:
    """Show the form again with a valid token, unless another site sent it."""
    if is_cross_site():
        return render_error(
            HTTPStatus.BAD_REQUEST,
            _("This was sent from another site"),
            _("Nothing is changed. Open the page here, then send the form from it."),
        )
    try:
        page = reopen_form(HTTPStatus.BAD_REQUEST)
    except NotAllowedError as error:
        return not_allowed(error)
    return page or render_error(
        HTTPStatus.BAD_REQUEST,
        _("This form has waited too long"),
        _("Nothing is changed yet. Check what you were about to do, then send the form again."),
    )


def http_error(error: HTTPException) -> Response:
    """Translate any other HTTP error."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # type: ignore[return-value]
    match status:
        case 404:
            return not_found(error)
        case 405:
            title, advice = _("This cannot be done here"), _("Go back and follow the links.")
        case 413:
            title, advice = _explain_size()
        case 415:
            title, advice = (
                _("No form of this site sends this"),
                _("Open the page here, fill in its form and send that."),
            )
        case 429:
            title, advice = (
                _("Too many attempts"),
                _("Wait a few minutes, then try again."),
            )
        case _:
            title, advice = (
                _("This could not be understood"),
                _("Go back, reload the page and try again."),
            )
    response = render_error(status, title, advice)
    if retry_after := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(retry_after)
    if isinstance(getattr(error, "valid_methods", None), (list, set, tuple)):
        response.allow.update(error.valid_methods)  # type: ignore[attr-defined]
    return response


def _explain_size() -> tuple[str, str]:
    """Return what to do about a body that is too large, whether its words could be read or not."""
    form = read_sent_form()
    if form and form.written and not form.files:
        return (
            _("This text is too long"),
            _("Nothing is changed yet. Shorten the longest text below, then send the form again."),
        )
    if request.mimetype == "application/x-www-form-urlencoded":
        return (
            _("This text is too long"),
            _(
                "Go back: your browser may still have what you wrote. Copy the text to keep it, "
                "then send it in shorter parts."
            ),
        )
    return (
        _("This file is too large"),
        _("Send a smaller file, or a shorter part of the recording."),
    )


def unreadable(_error: Exception) -> Response:
    """Say that the body was cut or garbled on its way, as gunicorn found while reading it."""
    return http_error(BadRequest())


def database_failed(error: OperationalError | PoolTimeoutError) -> Response:
    """Ask to try again in a moment when the database is busy, or to free room on its disk."""
    if is_full(error):
        log.error("no room for the database", exc_info=error)
        db.session.rollback()
        return render_error(
            HTTPStatus.INSUFFICIENT_STORAGE,
            _("There is no room left on the server"),
            _("Nothing is changed. Tell the people who run this site, then try again."),
        )
    if not is_busy(error):
        return unexpected(error)
    log.warning("database busy", exc_info=error)
    db.session.rollback()
    response = render_error(
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("The site is busy for a moment"),
        _("Nothing is changed yet. Wait a few seconds, then try again."),
    )
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def unexpected(error: Exception) -> Response:
    """Admit a fault of ours, and log it."""
    log.error("unexpected error", exc_info=error)
    db.session.rollback()
    return render_error(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Something broke on our side"),
        _("Nothing you sent was half-kept. Try again in a moment."),
    )


def init_app(app: Flask) -> None:
    """Translate every error in one place."""
    handlers: dict[type[Exception], Any] = {
        NotFoundError: not_found,
        NotAllowedError: not_allowed,
        ConflictError: conflict,
        InvalidError: invalid,
        CSRFError: stale_form,
        HTTPException: http_error,
        ParseException: unreadable,
        OperationalError: database_failed,
        PoolTimeoutError: database_failed,
        Exception: unexpected,
    }
    for kind, handler in handlers.items():
        app.register_error_handler(kind, handler)
