"""Redirects that never leave the site."""

from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.errors import NotFoundError


def safe_path(target: str | None, fallback: str) -> str:
    """Return `target` when it is a plain path of this site, else `fallback`."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return fallback
    if not target.isprintable():
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target


def to_current_address(slug: str | None) -> Response:
    """Lead for good to the same page, asked the same question, of what lives at `slug` today.

    Raises NotFoundError when it lives nowhere.
    """
    if slug is None:
        raise NotFoundError
    address = url_for(str(request.endpoint), slug=slug)
    query = urlencode(list(request.args.items(multi=True)))
    return redirect(f"{address}?{query}" if query else address, HTTPStatus.MOVED_PERMANENTLY)
