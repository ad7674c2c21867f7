"""The bytes of logos: never a picture as it was sent, always a copy of ours."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.directory.logos import find_logo
from portal.directory.queries import get_organisation
from portal.errors import NotFoundError
from portal.media.delivery import send_copy, send_thumbnail
from portal.media.models import Purpose

blueprint = Blueprint("logos", __name__, url_prefix="/logos")


@blueprint.get("/<slug>/<int:file_id>")
@access.public
def show(slug: str, file_id: int) -> Response:
    """Send the small picture of a logo, or its clean copy where there is no smaller one."""
    viewer = current_viewer()
    organisation = get_organisation(slug, viewer=viewer)
    logo = organisation.logo
    if logo is None or logo.id != file_id or find_logo(organisation) is None:
        raise NotFoundError
    if logo.thumbnail_sha256:
        response = send_thumbnail(logo, request)
    else:
        response = send_copy(logo, Purpose.CLEAN, request)
    if viewer:
        response.headers["Cache-Control"] = "private, no-store"
    return response
