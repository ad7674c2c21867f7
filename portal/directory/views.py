"""Public pages of the organisations."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response
from flask_babel import lazy_gettext as _

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.directory.models import Organisation, OrganisationKind
from portal.directory.queries import get_organisation, list_organisations
from portal.directory.shelves import list_shelves
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
    organisations: Sequence[Organisation]


@blueprint.get("/", endpoint="list")
@access.public
def list_() -> Response:
    """Show all organisations, the networks first."""
    organisations = list_organisations()
    groups = [
        Group(str(title), [one for one in organisations if one.kind is kind])
        for kind, title in GROUP_TITLES.items()
    ]
    return render_page("directory/list.html", groups=[g for g in groups if g.organisations])


@blueprint.get("/<slug>")
@access.public
def show(slug: str) -> Response:
    """Show one organisation and what it publishes."""
    organisation = get_organisation(slug)
    return render_page(
        "directory/show.html",
        organisation=organisation,
        kind_name=KIND_NAMES[organisation.kind],
        shelves=list_shelves(organisation, viewer=current_viewer()),
    )
