"""The site that sent a request, as the browser names it."""

from urllib.parse import urlsplit

from flask import request

OWN_SITES = frozenset({"same-origin", "none"})


def is_cross_site() -> bool:
    """Return whether the browser says that a page of another site sent the request.

    Browsers without these headers are not cross-site: the CSRF token alone decides then.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in OWN_SITES
    source = request.headers.get("Origin") or request.headers.get("Referer")
    return source is not None and urlsplit(source).netloc != request.host
