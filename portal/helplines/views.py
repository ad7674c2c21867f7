"""The public page for people in danger."""

from datetime import timedelta

from flask import Blueprint
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.auth import access
from portal.helplines.demonstration import list_demonstration
from portal.helplines.presentation import present_countries
from portal.helplines.queries import list_organisations_against_violence
from portal.web.rendering import render_page

blueprint = Blueprint("helplines", __name__, url_prefix="/<language:language>/in-danger")

# So long a browser may show the page without a connection; a number removed may stay as long.
KEPT = timedelta(days=1)


@blueprint.get("")
@access.public
def show() -> Response:
    """Show the numbers of every country, what to do, and who else may help."""
    response = render_page(
        "helplines/show.html",
        countries=present_countries(),
        organisations=list_organisations_against_violence(),
        is_demonstration=bool(list_demonstration()),
    )
    if not current_user.is_authenticated:
        response.headers["Cache-Control"] = f"private, max-age={int(KEPT.total_seconds())}"
    return response
