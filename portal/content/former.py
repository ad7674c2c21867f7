"""Addresses that content once had: they lead to the same pages where it lives today."""

from collections.abc import Callable
from functools import wraps
from typing import Protocol

from werkzeug.wrappers import Response

from portal.auth.identity import current_viewer
from portal.auth.models import User
from portal.errors import NotFoundError
from portal.web.redirects import to_current_address

View = Callable[[str], Response]


class FindSlug(Protocol):
    """Tells under which slug what once had another is known now to this viewer, if at all."""

    def __call__(self, former_slug: str, *, viewer: User | None) -> str | None:
        """Return the slug of today, or None."""


def leads_from_former_addresses(find_current_slug: FindSlug) -> Callable[[View], View]:
    """Let a view of a slug under which nothing is found lead to where that is found now."""

    def decorate(view: View) -> View:
        @wraps(view)
        def show_or_lead(slug: str) -> Response:
            try:
                return view(slug)
            except NotFoundError:
                return to_current_address(find_current_slug(slug, viewer=current_viewer()))

        return show_or_lead

    return decorate
