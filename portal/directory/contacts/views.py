"""Public pages of how an organisation is reached: nothing of it is kept in any cache or index."""

from http import HTTPStatus

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.auth.throttle import WINDOW, TooManyAttemptsError
from portal.content.former import leads_from_former_addresses
from portal.directory.contacts.passes import give_pass, is_pass
from portal.directory.contacts.presentation import present_contacts
from portal.directory.contacts.queries import list_contacts
from portal.directory.contacts.vcard import MEDIA_TYPE, write_vcard
from portal.directory.models import Organisation
from portal.directory.queries import find_current_slug, get_organisation
from portal.extensions import csrf
from portal.web.rendering import render_page

blueprint = Blueprint("contacts", __name__, url_prefix="/<language:language>/directory/<slug>")

MINUTES = int(WINDOW.total_seconds() // 60)


@blueprint.get("/contacts")
@access.public
@leads_from_former_addresses(find_current_slug)
def show(slug: str) -> BaseResponse:
    """Show the contacts to whoever has taken the step, else the step to take."""
    return _page(get_organisation(slug, viewer=current_viewer()))


@blueprint.post("/contacts", endpoint="open")
@access.public
@leads_from_former_addresses(find_current_slug)
def open_(slug: str) -> BaseResponse:
    """Give a pass to the contacts, unless very many were asked for from the same line."""
    viewer = current_viewer()
    organisation = get_organisation(slug, viewer=viewer)
    try:
        given = give_pass(slug, viewer=viewer, address=request.remote_addr or "")
    except TooManyAttemptsError as error:
        return _refusal(organisation, error.seconds)
    address = url_for("contacts.show", slug=slug, key=given)
    return _unkept(redirect(address, HTTPStatus.SEE_OTHER))


@blueprint.get("/contacts.vcf")
@access.public
@leads_from_former_addresses(find_current_slug)
def card(slug: str) -> BaseResponse:
    """Send the public contacts as a card for an address book, to whoever has taken the step."""
    organisation = get_organisation(slug, viewer=current_viewer())
    contacts = list_contacts(organisation, viewer=None)
    if not _has_pass(slug) or not contacts:
        return _unkept(redirect(url_for("contacts.show", slug=slug)))
    url = url_for("directory.show", slug=slug, _external=True)
    response = make_response(write_vcard(organisation, contacts, url=url))
    response.content_type = f"{MEDIA_TYPE}; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}.vcf")
    return _unkept(response)


# It changes nothing that is anybody's, so a forged request has nothing to gain; without a
# token the page that carries the button can be kept.
csrf.exempt(open_)


def _page(organisation: Organisation) -> BaseResponse:
    is_open = _has_pass(organisation.slug)
    viewer = current_viewer()
    contacts = list_contacts(organisation, viewer=viewer) if is_open else []
    return _unkept(
        render_page(
            "directory/contacts.html",
            organisation=organisation,
            is_open=is_open,
            contacts=present_contacts(contacts),
            card_url=_url_of_card(organisation) if is_open else None,
            minutes=None,
        )
    )


def _refusal(organisation: Organisation, seconds: int) -> BaseResponse:
    response = render_page(
        "directory/contacts.html",
        HTTPStatus.TOO_MANY_REQUESTS,
        organisation=organisation,
        is_open=False,
        contacts=[],
        card_url=None,
        minutes=MINUTES,
    )
    response.headers["Retry-After"] = str(seconds)
    return _unkept(response)


def _has_pass(slug: str) -> bool:
    return is_pass(request.args.get("key", ""), slug)


def _url_of_card(organisation: Organisation) -> str | None:
    """Return where the card is, where there is a public contact to put on it."""
    if not list_contacts(organisation, viewer=None):
        return None
    return url_for("contacts.card", slug=organisation.slug, key=request.args["key"])


def _unkept(response: BaseResponse) -> BaseResponse:
    """Ask browsers to keep nothing, and search engines to list nothing."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
