"""Errors as pages: what happened, and what to do now, in the reader's language."""

import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from portal.errors import InvalidError, NotAllowedError, NotFoundError
from portal.extensions import db
from portal.web.rendering import render_page

log = logging.getLogger(__name__)


def render_error(status: int, title: str, advice: str) -> Response:
    """Return an error page; it is never kept in a cache."""
    response = render_page("errors/error.html", status, title=title, advice=advice, code=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers.pop("ETag", None)
    return response


def not_found(_error: Exception) -> Response:
    """Say that nothing lives at this address."""
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


def invalid(error: InvalidError) -> Response:
    """Say what is wrong with what was sent."""
    return render_error(
        422, _("This cannot be accepted as it is"), " ".join(error.problems.values())
    )


def stale_form(_error: CSRFError) -> Response:
    """Say that the form waited too long."""
    return render_error(
        400,
        _("This form has expired"),
        _("Go back, reload the page and send it again; your browser keeps what you typed."),
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
            title, advice = (
                _("This file is too large"),
                _("Send a smaller file, or a shorter part of the recording."),
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
    if isinstance(getattr(error, "valid_methods", None), (list, set, tuple)):
        response.allow.update(error.valid_methods)  # type: ignore[attr-defined]
    return response


def strange_host(_error: SecurityError) -> Response:
    """Refuse a host that is not ours, in plain words: no link of ours can be made for it."""
    return Response("This is not the address of this site.\n", 400, mimetype="text/plain")


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
        InvalidError: invalid,
        CSRFError: stale_form,
        SecurityError: strange_host,
        HTTPException: http_error,
        Exception: unexpected,
    }
    for kind, handler in handlers.items():
        app.register_error_handler(kind, handler)
