"""The upload server: tus 1.0.0, with the address of an upload as the right to send it.

Only `create` needs an account and a token of a page of ours. Whoever has the address of
an upload needs no cookie, and a cookie opens none: so forged requests have nothing to use.
"""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, request

from portal.auth import access
from portal.auth.identity import signed_in_user
from portal.auth.models import User
from portal.config import Settings
from portal.extensions import csrf, db, now
from portal.uploads import answers, partial, protocol, services
from portal.uploads.addresses import PREFIX, address_of, find_by_token
from portal.uploads.checksums import ALGORITHMS, read_checksum
from portal.uploads.errors import (
    ExpiredError,
    MalformedError,
    RefusedError,
    UnknownUploadError,
    WrongContentTypeError,
    WrongVersionError,
)
from portal.uploads.incoming import Incoming
from portal.uploads.models import Upload, UploadState
from portal.uploads.problems import explain
from portal.uploads.queries import received
from portal.uploads.receiving import finish, receive
from portal.web.bodies import takes_bytes

blueprint = Blueprint("uploads", __name__, url_prefix=PREFIX.rstrip("/"))

answers.init_blueprint(blueprint)


@blueprint.before_request
def check_version() -> None:
    """Speak to clients of our version only."""
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != protocol.VERSION:
        raise WrongVersionError


@blueprint.route("/", methods=["OPTIONS"])
@blueprint.route("/<token>", methods=["OPTIONS"])
@access.public
def options(token: str = "") -> Response:
    """Tell what this server can do."""
    del token
    settings: Settings = current_app.extensions["settings"]
    response = Response(status=HTTPStatus.NO_CONTENT)
    response.headers["Tus-Version"] = protocol.VERSION
    response.headers["Tus-Extension"] = protocol.EXTENSIONS
    response.headers["Tus-Max-Size"] = str(settings.max_upload_bytes)
    response.headers["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    return response


@blueprint.post("/")
@access.signed_in_script
@takes_bytes
def create() -> Response:
    """Begin an upload, with its first bytes if they are there."""
    announced = protocol.read_announcement(request.headers)
    incoming = _incoming() if request.mimetype == protocol.CONTENT_TYPE else None
    checksum = read_checksum(request.headers.get("Upload-Checksum")) if incoming else None
    if incoming and (incoming.length or 0) > announced.size:
        raise MalformedError
    upload = services.announce_upload(announced, user=signed_in_user())
    address = address_of(upload)
    offset = receive(upload, incoming, offset=0, checksum=checksum) if incoming else 0
    upload = _open(address.removeprefix(PREFIX))
    response = answers.answer(upload, offset, HTTPStatus.CREATED)
    response.headers["Location"] = address
    return response


@blueprint.get("/<token>")
@access.public
def show(token: str) -> Response:
    """Tell how much of an upload is here; whoever was sending it stops, so that this stays true."""
    upload = _open(token)
    if upload.state is UploadState.REFUSED:
        raise RefusedError(explain(upload))
    with partial.held(upload.id):
        offset = received(upload)
    if offset == upload.size and upload.state is UploadState.ARRIVING:
        upload = finish(upload.id)
    response = answers.answer(upload, offset, HTTPStatus.OK)
    response.headers["Upload-Length"] = str(upload.size)
    response.headers["Upload-Metadata"] = protocol.metadata_of(upload)
    return response


@blueprint.patch("/<token>")
@access.public
@takes_bytes
def append(token: str) -> Response:
    """Take the next bytes of an upload."""
    upload = _open(token)
    if request.mimetype != protocol.CONTENT_TYPE:
        raise WrongContentTypeError
    offset = receive(
        upload,
        _incoming(),
        offset=protocol.read_offset(request.headers),
        checksum=read_checksum(request.headers.get("Upload-Checksum")),
    )
    return answers.answer(_open(token), offset)


@blueprint.delete("/<token>")
@access.public
def cancel(token: str) -> Response:
    """Forget an upload."""
    services.cancel_upload(_open(token))
    return Response(status=HTTPStatus.NO_CONTENT)


@blueprint.post("/<token>")
@access.public
@takes_bytes
def override(token: str) -> Response:
    """Do as `X-HTTP-Method-Override` says, for browsers and lines that know GET and POST only."""
    match request.headers.get("X-HTTP-Method-Override", "").upper():
        case "PATCH":
            return append(token)
        case "DELETE":
            return cancel(token)
        case "HEAD":
            return show(token)
        case _:
            raise MalformedError


for view in (append, cancel, override):
    csrf.exempt(view)  # no cookie is looked at: there is nothing that a forged request could use


def _open(token: str) -> Upload:
    """Return the upload of this address, or raise the error that says why there is none."""
    upload = find_by_token(token)
    if upload is None:
        raise UnknownUploadError
    user = db.session.get(User, upload.user_id)
    if upload.expires_at < now() or user is None or not user.is_active:
        raise ExpiredError
    return upload


def _incoming() -> Incoming:
    """Return the body of the request; one whose length is not told is read to its end."""
    is_open = "Transfer-Encoding" in request.headers
    return Incoming(
        request.stream,
        length=None if is_open else request.content_length or 0,
        line=request.environ.get("gunicorn.socket"),
    )
