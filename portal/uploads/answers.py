"""Answers of the upload server: headers for programs, one sentence for people."""

from http import HTTPStatus

from flask import Blueprint, Response
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, Unauthorized
from werkzeug.http import http_date

from portal.extensions import db
from portal.uploads.errors import (
    MalformedError,
    SignInError,
    StalePageError,
    TooManyBytesError,
    UploadError,
    WrongVersionError,
)
from portal.uploads.models import Upload
from portal.uploads.protocol import VERSION
from portal.uploads.queries import UNFINISHED


def answer(upload: Upload, offset: int, status: int = HTTPStatus.NO_CONTENT) -> Response:
    """Tell how many bytes of an upload are here, until when it is kept, and how it stands."""
    response = Response(status=status, mimetype="text/plain")
    response.headers["Upload-Offset"] = str(offset)
    response.headers["Upload-State"] = upload.state.value
    if upload.problem:
        response.headers["Upload-Problem"] = upload.problem
    if upload.state in UNFINISHED:
        response.headers["Upload-Expires"] = http_date(upload.expires_at)
    return response


def refuse(error: UploadError) -> Response:
    """Say why a request is refused, in the language of the visitor."""
    db.session.rollback()
    response = Response(f"{error}\n", error.status, mimetype="text/plain")
    response.content_language.add(str(get_locale()))
    if isinstance(error, WrongVersionError):
        response.headers["Tus-Version"] = VERSION
    return response


def refuse_http(error: HTTPException) -> Response:
    """Say what HTTP itself finds wrong."""
    match error:
        case Unauthorized():
            return refuse(SignInError())
        case RequestEntityTooLarge():
            return refuse(TooManyBytesError())
        case _:
            response = refuse(MalformedError())
            response.status_code = error.code or response.status_code
            return response


def refuse_stale(_error: CSRFError) -> Response:
    """Say that the page which begins uploads is too old."""
    return refuse(StalePageError())


def finish(response: Response) -> Response:
    """Add what every answer carries."""
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


def init_blueprint(blueprint: Blueprint) -> None:
    """Answer in plain text, errors too."""
    blueprint.register_error_handler(UploadError, refuse)
    blueprint.register_error_handler(CSRFError, refuse_stale)
    blueprint.register_error_handler(HTTPException, refuse_http)
    blueprint.after_request(finish)
