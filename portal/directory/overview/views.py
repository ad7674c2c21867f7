"""Public pages of who does what where, seen as a whole."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.auth import access
from portal.directory.criteria import read_criteria
from portal.web.rendering import render_page

blueprint = Blueprint("overview", __name__, url_prefix="/<language:language>/directory")


@blueprint.get("/matrix")
@access.public
def matrix() -> Response:
    """Show how many organisations work on each domain in each region."""
    return render_page("directory/matrix.html", criteria=read_criteria(request.args))


@blueprint.get("/map", endpoint="map")
@access.public
def map_() -> Response:
    """Show how many organisations work in each region, on a map."""
    return render_page("directory/map.html", criteria=read_criteria(request.args))


@blueprint.get("/gaps")
@access.public
def gaps() -> Response:
    """Show where nobody works on what."""
    return render_page("directory/gaps.html", criteria=read_criteria(request.args))
