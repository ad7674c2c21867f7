"""The public page for people in danger, and the notice that leads to it from a search."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.auth import access
from portal.config import LANGUAGES
from portal.helplines.demonstration import list_demonstration
from portal.helplines.presentation import present_countries
from portal.helplines.queries import list_organisations_against_violence
from portal.search import danger
from portal.web.heads import Head
from portal.web.rendering import render_page
from portal.web.sitemap import Address, Source, register_source

blueprint = Blueprint("helplines", __name__, url_prefix="/<language:language>/in-danger")

# A browser opens the page without a connection for this long; a removed number may stay as long.
MAX_AGE = timedelta(days=1)


@blueprint.get("")
@access.public
def show() -> Response:
    """Show the numbers of every country, what to do, and who else may help."""
    is_demonstration = bool(list_demonstration())
    response = render_page(
        "helplines/show.html",
        head=None if is_demonstration else _describe(),
        countries=present_countries(),
        organisations=list_organisations_against_violence(),
        is_demonstration=is_demonstration,
    )
    if not current_user.is_authenticated:
        response.headers["Cache-Control"] = f"private, max-age={int(MAX_AGE.total_seconds())}"
    return response


def _describe() -> Head:
    return Head(description=_("Numbers to call for women and girls in danger, and what to do."))


def _list_addresses(_part: int) -> Iterator[Address]:
    """Yield the page, unless it shows numbers that do not exist."""
    if not list_demonstration():
        yield Address(path=url_for("helplines.show", language=LANGUAGES[0]))


register_source("helplines", Source(count_parts=lambda: 1, list_part=_list_addresses))


@blueprint.app_template_global("asks_for_help")
def asks_for_help() -> bool:
    """Return whether the question of this address has a word of somebody in danger."""
    return danger.asks_for_help(request.args.get("q", ""))
