"""Public pages of the organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.directory.models import OrganisationKind
from portal.directory.queries import find_current_slug, get_organisation
from portal.directory.register import Body, open_register
from portal.directory.shelves import list_shelves
from portal.errors import NotFoundError
from portal.web.rendering import render_page

blueprint = Blueprint("directory", __name__, url_prefix="/<language:language>/directory")

KIND_NAMES = {
    OrganisationKind.PLATFORM: _("Platform"),
    OrganisationKind.ALLIANCE: _("Alliance"),
    OrganisationKind.NETWORK: _("Network"),
    OrganisationKind.ASSOCIATION: _("Association"),
    OrganisationKind.INSTITUTION: _("Institution"),
    OrganisationKind.FUNDER: _("Funder"),
    OrganisationKind.PARTNER: _("Partner"),
}

GROUP_TITLES = {
    OrganisationKind.PLATFORM: _("Platforms"),
    OrganisationKind.ALLIANCE: _("Alliances"),
    OrganisationKind.NETWORK: _("Networks"),
    OrganisationKind.ASSOCIATION: _("Associations"),
    OrganisationKind.INSTITUTION: _("Institutions"),
    OrganisationKind.FUNDER: _("Funders"),
    OrganisationKind.PARTNER: _("Partners"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The organisations of one kind."""

    title: str
    organisations: Sequence[Body]


@blueprint.get("/", endpoint="list")
@access.public
def list_() -> Response:
    """Show all organisations, the networks first."""
    bodies = open_register(current_viewer()).bodies.values()
    groups = [
        Group(str(title), [body for body in bodies if body.kind is kind])
        for kind, title in GROUP_TITLES.items()
    ]
    return render_page("directory/list.html", groups=[g for g in groups if g.organisations])


@blueprint.get("/<slug>")
@access.public
def show(slug: str) -> Response:
    """Show one organisation and what it publishes."""
    viewer = current_viewer()
    try:
        organisation = get_organisation(slug, viewer=viewer)
    except NotFoundError:
        return to_current_address(slug)
    return render_page(
        "directory/show.html",
        organisation=organisation,
        kind_name=KIND_NAMES[organisation.kind],
        shelves=list_shelves(organisation, viewer=viewer),
    )


def to_current_address(former_slug: str) -> Response:
    """Lead to the same page of the organisation that once had this slug, or raise NotFoundError."""
    slug = find_current_slug(former_slug, viewer=current_viewer())
    if slug is None:
        raise NotFoundError
    return redirect(url_for(str(request.endpoint), slug=slug), HTTPStatus.MOVED_PERMANENTLY)
