"""Sends stored bytes to a browser: whole, in ranges, or not at all when it has them.

What people sent is offered for saving and never opened as a page of ours; only sound and
the thumbnails that we made ourselves are shown in place.
"""

from typing import Any, cast

from flask import Response
from werkzeug import utils
from werkzeug.wrappers import Request

from portal.errors import NotFoundError
from portal.media import storage
from portal.media.models import Family, File
from portal.media.names import with_extension
from portal.media.types import TYPES

_THUMBNAIL_SECONDS = 24 * 3600
_POLICY = "sandbox; default-src 'none'"
# Opened as a plain link, a browser wraps sound in a page of its own: that page must be of
# our origin and may load media, or it stays silent.
_SOUND_POLICY = "sandbox allow-same-origin; default-src 'none'; media-src 'self'"


def send_file(file: File, request: Request) -> Response:
    """Return the bytes of a file under the name its owner gave it.

    Sound plays in place; the rest is an attachment. The name gains the extension of the
    true type when it has another.
    """
    is_sound = file.family is Family.AUDIO
    return _send(
        file.sha256,
        request,
        policy=_SOUND_POLICY if is_sound else _POLICY,
        mimetype=file.media_type,
        last_modified=file.uploaded_at,
        download_name=with_extension(file.name, extensions=TYPES[file.format].extensions),
        as_attachment=not is_sound,
    )


def send_thumbnail(file: File, request: Request) -> Response:
    """Return the small picture of a file's first page, or raise NotFoundError."""
    if not file.thumbnail_sha256:
        raise NotFoundError(file.id)
    response = _send(
        file.thumbnail_sha256,
        request,
        policy=_POLICY,
        mimetype="image/webp",
        last_modified=file.uploaded_at,
        download_name="thumbnail.webp",
        as_attachment=False,
    )
    response.cache_control.no_cache = None
    response.cache_control.private = True
    response.cache_control.max_age = _THUMBNAIL_SECONDS
    return response


def _send(sha256: str, request: Request, *, policy: str, **how: Any) -> Response:
    path = storage.find_bytes(sha256)
    response = utils.send_file(path, request.environ, etag=sha256, response_class=Response, **how)
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    return cast(Response, response)
