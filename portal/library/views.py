"""Public pages of the library."""

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.auth.policy import audiences_of
from portal.content.former import leads_from_former_addresses
from portal.directory.shelves import register_shelves
from portal.library.catalogue import answer
from portal.library.criteria import read_criteria
from portal.library.heads import head_of_item, head_of_reading, present_preview
from portal.library.indexing import KIND
from portal.library.listing import present_list
from portal.library.models import OrganisationRole
from portal.library.presentation import present_item
from portal.library.publishers import list_by_role, list_publishers
from portal.library.queries import find_current_slug, get_item
from portal.library.reading import open_reading
from portal.library.shelves import (
    shelves_beside,
    shelves_of_domain,
    shelves_of_organisation,
    shelves_of_place,
)
from portal.library.transcripts.moments import read_moment
from portal.media.previews import send_preview
from portal.search.suggesting import render_suggestions
from portal.vocabulary.models import Domain, Place
from portal.web.heads import head_of_list
from portal.web.locale import current_language
from portal.web.numbers import row_number
from portal.web.pagination import page_number
from portal.web.rendering import render_page, render_region, saves_data

blueprint = Blueprint("library", __name__, url_prefix="/<language:language>/library")

register_shelves(shelves_of_organisation)
register_shelves(shelves_of_domain, Domain)
register_shelves(shelves_of_place, Place)


@blueprint.get("/", endpoint="list")
@access.public
def list_() -> Response:
    """Show what answers the question of the address, or the whole library."""
    viewer = current_viewer()
    criteria = read_criteria(request.args)
    found = answer(criteria, viewer=viewer, language=current_language())
    return render_region(
        "library/list.html",
        "library/_answer.html",
        address=criteria.url(),
        head=head_of_list(
            _(
                "Documents, workshop reports and recordings of women's-rights networks: search by "
                "words, domain, place and language."
            ),
            page=criteria.page,
            is_narrowed=criteria.is_narrowed,
        ),
        **present_list(criteria, found, viewer=viewer, language=current_language()),
    )


@blueprint.get("/suggest")
@access.public
def suggest() -> Response:
    """Suggest what to search for, from the first letters."""
    return render_suggestions(
        request.args.get("q", ""), audiences=audiences_of(current_viewer()), records=(KIND,)
    )


@blueprint.get("/<slug>")
@access.public
@leads_from_former_addresses(find_current_slug)
def show(slug: str) -> Response:
    """Show an item."""
    viewer = current_viewer()
    item = get_item(slug, viewer=viewer)
    organisations = list_by_role(item, viewer=viewer)
    publishers = organisations.get(OrganisationRole.PUBLISHER, [])
    page = present_item(
        item, organisations, with_thumbnails=not saves_data(), moment=read_moment(request.args)
    )
    return render_page(
        "library/show.html",
        head=head_of_item(item, page, organisations),
        page=page,
        neighbours=shelves_beside(item, publishers, viewer=viewer),
    )


@blueprint.get("/<slug>/preview.png")
@access.public
@leads_from_former_addresses(find_current_slug)
def picture(slug: str) -> Response:
    """Send the picture of an item that everybody may see, for the previews of links to it."""
    item = get_item(slug, viewer=None)
    return send_preview(present_preview(item, list_publishers(item, viewer=None)))


@blueprint.get("/<slug>/read")
@access.public
@leads_from_former_addresses(find_current_slug)
def read(slug: str) -> Response:
    """Show a stretch of an item's text."""
    viewer = current_viewer()
    item = get_item(slug, viewer=viewer)
    file_id = request.args.get("file", type=row_number)
    reading = open_reading(
        item,
        file_id=file_id,
        page=page_number(request.args.get("page")),
        search=request.args.get("q", ""),
    )
    head = head_of_reading(item, reading, list_publishers(item, viewer=viewer), file_id=file_id)
    return render_page("library/read.html", head=head, reading=reading, stretch=reading.stretch)
