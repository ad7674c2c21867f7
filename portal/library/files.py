"""The bytes of an item's files: clean copies for those who see the item, originals for editors."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.auth.models import User
from portal.library.file_queries import get_file, get_original
from portal.media.delivery import send_copy, send_original, send_thumbnail
from portal.media.models import Purpose

blueprint = Blueprint("files", __name__, url_prefix="/files")


@blueprint.get("/<int:file_id>/<any(clean, light, swift, standard):purpose>/<path:name>")
@access.public
def copy(file_id: int, purpose: str, name: str) -> Response:
    """Send a copy of a file, whole or in ranges; the name is there for people, unchecked."""
    del name
    viewer = current_viewer()
    file = get_file(file_id, viewer=viewer)
    return _keep_private(send_copy(file, Purpose(purpose), request), viewer)


@blueprint.get("/<int:file_id>/original/<path:name>")
@access.public
def original(file_id: int, name: str) -> Response:
    """Send the very bytes of a file to those who review it; nobody else learns of them."""
    del name
    viewer = current_viewer()
    return _keep_private(send_original(get_original(file_id, viewer=viewer), request), viewer)


@blueprint.get("/<int:file_id>/<path:name>")
@access.public
def download(file_id: int, name: str) -> Response:
    """Send the clean copy of a file, at the address that others link to."""
    return copy(file_id, Purpose.CLEAN, name)


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
