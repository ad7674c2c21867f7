"""Public pages of the organisations."""

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.content.former import leads_from_former_addresses
from portal.directory.catalogue import answer
from portal.directory.criteria import read_criteria
from portal.directory.facets import (
    present_chips,
    present_facets,
    present_orders,
)
from portal.directory.finding import audiences_of
from portal.directory.heads import head_of_organisation, preview_organisation
from portal.directory.indexing import KIND
from portal.directory.listing import present_list
from portal.directory.presentation import present_organisation
from portal.directory.queries import find_current_slug, get_organisation
from portal.directory.shelves import list_shelves
from portal.media.previews import send_preview
from portal.search.suggesting import render_suggestions
from portal.web.heads import head_of_list
from portal.web.locale import current_language
from portal.web.pagination import page_number
from portal.web.rendering import render_page, render_region

blueprint = Blueprint("directory", __name__, url_prefix="/<language:language>/directory")


@blueprint.get("/", endpoint="list")
@access.public
def list_() -> Response:
    """Show the organisations that answer the question of the address, or all."""
    viewer = current_viewer()
    criteria = read_criteria(request.args)
    found = answer(criteria, viewer=viewer, language=current_language())
    lead = _(
        "Platforms, alliances and networks of women's organisations, their members, and those "
        "who work with them: who does what where."
    )
    return render_region(
        "directory/list.html",
        "directory/_answer.html",
        address=criteria.url(),
        head=head_of_list(lead, page=criteria.page, is_narrowed=criteria.is_narrowed),
        lead=lead,
        criteria=criteria,
        facets=present_facets(criteria, found),
        chips=present_chips(criteria, found.register),
        orders=present_orders(criteria),
        **present_list(criteria, criteria, found, viewer=viewer, language=current_language()),
    )


@blueprint.get("/suggest")
@access.public
def suggest() -> Response:
    """Suggest which organisation to look for, from the first letters."""
    return render_suggestions(
        request.args.get("q", ""), audiences=audiences_of(current_viewer()), records=(KIND,)
    )


@blueprint.get("/<slug>")
@access.public
@leads_from_former_addresses(find_current_slug)
def show(slug: str) -> Response:
    """Show one organisation: who it is, what it does where, and what it publishes."""
    viewer = current_viewer()
    organisation = get_organisation(slug, viewer=viewer)
    number = page_number(request.args.get("page"))
    page = present_organisation(organisation, viewer=viewer, page=number)
    return render_page(
        "directory/show.html",
        head=head_of_organisation(organisation, page, number=number),
        page=page,
        shelves=list_shelves(organisation, viewer=viewer),
    )


@blueprint.get("/<slug>/preview.png")
@access.public
@leads_from_former_addresses(find_current_slug)
def picture(slug: str) -> Response:
    """Send the picture of an organisation, for the previews of links to it."""
    return send_preview(preview_organisation(get_organisation(slug, viewer=None)))
