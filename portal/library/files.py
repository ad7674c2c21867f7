"""The bytes of an item's files, for those who may have them."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.auth.models import User
from portal.library.queries import get_file
from portal.media.delivery import send_file, send_thumbnail

blueprint = Blueprint("files", __name__, url_prefix="/files")


@blueprint.get("/<int:file_id>/<path:name>")
@access.public
def download(file_id: int, name: str) -> Response:
    """Send a file, whole or in ranges; the name is there for people and is not checked."""
    del name
    viewer = current_viewer()
    return _keep_private(send_file(get_file(file_id, viewer=viewer), request), viewer)


@blueprint.get("/<int:file_id>.webp")
@access.public
def thumbnail(file_id: int) -> Response:
    """Send the picture of a file's first page."""
    viewer = current_viewer()
    return _keep_private(send_thumbnail(get_file(file_id, viewer=viewer), request), viewer)


def _keep_private(response: Response, viewer: User | None) -> Response:
    """Leave nothing in the browser of somebody signed in: it may be a shared phone."""
    if viewer:
        response.headers["Cache-Control"] = "private, no-store"
    return response
