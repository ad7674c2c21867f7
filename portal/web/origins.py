"""The site that sent a request, as the browser names it."""

from urllib.parse import urlsplit

from flask import Flask, request

OWN_SITES = frozenset({"same-origin", "none"})


def is_cross_site() -> bool:
    """Return whether the browser says that a page of another site sent the request.

    Browsers without these headers are not cross-site: the CSRF token alone decides then.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in OWN_SITES
    source = request.headers.get("Origin") or request.headers.get("Referer")
    try:
        return source is not None and urlsplit(source).netloc != request.host
    except ValueError:
        return True


def drop_impossible_urls() -> None:
    """Remove headers that name a page by what is no URL: Flask-WTF would raise ValueError."""
    for header in ("HTTP_REFERER", "HTTP_HX_CURRENT_URL"):
        try:
            urlsplit(request.environ.get(header, ""))
        except ValueError:
            del request.environ[header]


def init_app(app: Flask) -> None:
    """Clean the headers before any other layer reads them."""
    app.before_request(drop_impossible_urls)
