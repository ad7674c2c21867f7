"""Sends stored bytes to a browser: whole, in ranges, or not at all when it has them.

The public gets copies that we made; the bytes as they were sent are for editors. None is
ever opened as a page of ours: only sound and our own thumbnails are shown in place.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from flask import Response
from werkzeug import utils
from werkzeug.http import is_resource_modified, parse_range_header
from werkzeug.wrappers import Request

from portal.errors import NotFoundError
from portal.media import storage
from portal.media.models import Family, File, Purpose, Rendition
from portal.media.names import with_extension, with_extension_of_copy
from portal.media.types import TYPES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_THUMBNAIL_SECONDS = 24 * 3600
_POLICY = "sandbox; default-src 'none'"
# Opened as a plain link, a browser wraps sound in a page of its own: that page must be of
# our origin and may load media, or it stays silent.
_SOUND_POLICY = "sandbox allow-same-origin; default-src 'none'; media-src 'self'"


def name_of_copy(file: File, copy: Rendition) -> str:
    """Return the name under which a copy leaves: the file's, with the copy's own ending."""
    return with_extension_of_copy(
        file.name,
        original=TYPES[file.format].extensions,
        copy=TYPES[copy.format].extensions,
    )


def send_copy(file: File, purpose: Purpose, request: Request) -> Response:
    """Return the copy made of a file for a purpose, or raise NotFoundError.

    Sound plays in place; the rest is an attachment. A browser that kept it asks each time
    whether it may still show it.
    """
    copy = file.copy_for(purpose)
    if copy is None:
        raise NotFoundError(file.id)
    return _send_typed(
        copy.sha256,
        copy.format,
        request,
        last_modified=copy.made_at,
        download_name=name_of_copy(file, copy),
    )


def send_original(file: File, request: Request) -> Response:
    """Return the bytes of a file as they were sent, under the name its owner gave it."""
    return _send_typed(
        file.sha256,
        file.format,
        request,
        last_modified=file.uploaded_at,
        download_name=with_extension(file.name, extensions=TYPES[file.format].extensions),
    )


def send_thumbnail(file: File, request: Request) -> Response:
    """Return the small picture of a file's first page, or raise NotFoundError."""
    if not file.thumbnail_sha256:
        raise NotFoundError(file.id)
    clean = file.copy_for(Purpose.CLEAN)
    response = _send(
        file.thumbnail_sha256,
        request,
        policy=_POLICY,
        mimetype="image/webp",
        last_modified=clean.made_at if clean else None,
        download_name="thumbnail.webp",
        as_attachment=False,
    )
    response.cache_control.no_cache = None
    response.cache_control.private = True
    response.cache_control.max_age = _THUMBNAIL_SECONDS
    return response


def _send_typed(sha256: str, file_format: str, request: Request, **how: Any) -> Response:
    file_type = TYPES[file_format]
    is_sound = file_type.family is Family.AUDIO
    return _send(
        sha256,
        request,
        policy=_SOUND_POLICY if is_sound else _POLICY,
        mimetype=file_type.media_type,
        as_attachment=not is_sound,
        **how,
    )


def _send(
    sha256: str, request: Request, *, policy: str, last_modified: datetime | None, **how: Any
) -> Response:
    path = storage.find_bytes(sha256)
    response = utils.send_file(
        path,
        _without_idle_range(request.environ, sha256, last_modified),
        etag=sha256,
        last_modified=last_modified,
        response_class=Response,
        **how,
    )
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    return cast(Response, response)


def _without_idle_range(
    environ: "WSGIEnvironment", etag: str, last_modified: datetime | None
) -> "WSGIEnvironment":
    """Return the environ without a Range that has no effect by RFC 9110.

    A precondition that fails comes before it (13.2.2), and one that cannot be read is ignored
    (14.2). So are several ranges: a server may.
    """
    wanted = parse_range_header(environ.get("HTTP_RANGE"))
    is_one = wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1
    if is_one and is_resource_modified(environ, etag, last_modified=last_modified):
        return environ
    return {name: value for name, value in environ.items() if name != "HTTP_RANGE"}
