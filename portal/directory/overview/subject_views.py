"""Public pages of domains and places."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.directory.overview.presence import find_places
from portal.directory.overview.subjects import gather_domain, gather_place, survey_place
from portal.directory.overview.terms import load_terms
from portal.directory.register import open_register
from portal.directory.shelves import list_shelves
from portal.vocabulary.queries import get_domain, get_place
from portal.web.rendering import render_page

blueprint = Blueprint("subjects", __name__, url_prefix="/<language:language>")


@blueprint.get("/domains/<slug>")
@access.public
def domain(slug: str) -> Response:
    """Show who works on a domain and where, and what is published on it."""
    viewer = current_viewer()
    domain = get_domain(slug)
    register = open_register(viewer)
    gathering = gather_domain(slug, register, load_terms(register))
    return render_page(
        "directory/domain.html",
        domain=domain,
        gathering=gathering,
        criteria=gathering.criteria,
        shelves=list_shelves(domain, viewer=viewer),
    )


@blueprint.get("/places/<slug>")
@access.public
def place(slug: str) -> Response:
    """Show who works in a place and on what, and what is published on it."""
    viewer = current_viewer()
    place = get_place(slug)
    register = open_register(viewer)
    terms, places = load_terms(register), find_places(register)
    gathering = gather_place(slug, register, terms, places)
    return render_page(
        "directory/place.html",
        place=place,
        gathering=gathering,
        ground=survey_place(slug, register, terms, places),
        criteria=gathering.criteria,
        shelves=list_shelves(place, viewer=viewer),
    )
