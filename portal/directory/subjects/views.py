"""Public pages of domains and places."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.directory.cards import present_cards
from portal.directory.heads import head_of_domain, head_of_place, preview_subject
from portal.directory.overview.presence import find_places
from portal.directory.overview.terms import load_terms
from portal.directory.register import Register, open_register
from portal.directory.shelves import list_shelves
from portal.directory.subjects.gathering import Gathering, gather_domain, gather_place, survey_place
from portal.media.previews import send_preview
from portal.vocabulary.models import Domain, Place
from portal.vocabulary.queries import get_domain, get_place
from portal.web.pagination import page_number
from portal.web.rendering import render_page

blueprint = Blueprint("subjects", __name__, url_prefix="/<language:language>")


@blueprint.get("/domains/<slug>")
@access.public
def domain(slug: str) -> Response:
    """Show who works on a domain and where, and what is published on it."""
    domain = get_domain(slug)
    register = open_register(current_viewer())
    gathering = gather_domain(slug, register, load_terms(register))
    return _render("domain", domain, gathering, register, head=head_of_domain(domain), above=[])


@blueprint.get("/places/<slug>")
@access.public
def place(slug: str) -> Response:
    """Show who works in a place and on what, and what is published on it."""
    place = get_place(slug)
    page = page_number(request.args.get("page"))
    register = open_register(current_viewer())
    terms, places = load_terms(register), find_places(register)
    gathering = gather_place(slug, register, terms, places)
    ground = survey_place(slug, register, terms, places, page=page)
    head = head_of_place(place, register, page=page)
    return _render(
        "place", place, gathering, register, head=head, above=ground.above, ground=ground
    )


@blueprint.get("/domains/<slug>/preview.png")
@access.public
def domain_picture(slug: str) -> Response:
    """Send the picture of a domain, for the previews of links to it."""
    return send_preview(preview_subject(get_domain(slug)))


@blueprint.get("/places/<slug>/preview.png")
@access.public
def place_picture(slug: str) -> Response:
    """Send the picture of a place, for the previews of links to it."""
    return send_preview(preview_subject(get_place(slug)))


def _render(
    name: str, subject: Domain | Place, gathering: Gathering, register: Register, **context: Any
) -> Response:
    viewer, criteria = current_viewer(), gathering.criteria
    return render_page(
        f"directory/{name}.html",
        subject=subject,
        gathering=gathering,
        criteria=criteria,
        cards=present_cards(gathering.organisations, criteria, register, viewer=viewer),
        shelves=list_shelves(subject, viewer=viewer),
        **context,
    )
