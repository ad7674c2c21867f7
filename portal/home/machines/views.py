"""Files that programs look for on every site: crawling rules, feed, search, icon, security."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask import send_file as send
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from portal.auth import access
from portal.config import LANGUAGES, Settings
from portal.errors import NotFoundError
from portal.extensions import now
from portal.home.heads import describe_site
from portal.home.machines.sitemap import send_part, send_sitemap
from portal.library.news import list_news
from portal.web.addresses import absolute_url
from portal.web.assets import Assets
from portal.web.locale import preferred_language

blueprint = Blueprint("machines", __name__)

NEWS = 30
_DAY = 24 * 3600
_VALIDITY = timedelta(days=180)

# Pages that ask to sign in, lead to a form, or answer scripts.
_CLOSED = ("desk/", "login", "logout", "uploads/", "check/", "search/suggest")
_SUGGESTIONS = ("library/suggest", "directory/suggest")


@blueprint.get("/robots.txt")
@access.public
def robots() -> Response:
    """Return the crawling rules, with the address of the sitemap."""
    closed = [f"/{tag}/{path}" for tag in LANGUAGES for path in (*_CLOSED, *_SUGGESTIONS)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*closed, "/uploads/"))]
    lines += ["", f"Sitemap: {absolute_url(url_for('machines.sitemap'))}", ""]
    return _cached(Response("\n".join(lines), mimetype="text/plain"))


@blueprint.get("/sitemap.xml")
@access.public
def sitemap() -> Response:
    """List the pages that everybody may see, or the parts of that list."""
    return send_sitemap()


@blueprint.get("/sitemap-<name>-<int:number>.xml")
@access.public
def sitemap_part(name: str, number: int) -> Response:
    """List a part of the pages that everybody may see."""
    return send_part(name, number)


@blueprint.get("/<language:language>/feeds/new.atom")
@access.public
def news() -> Response:
    """Send what was published last as an Atom feed (RFC 4287)."""
    entries = list_news(NEWS)
    response = _render_xml(
        "home/feed.xml",
        "application/atom+xml",
        title=_("New on %(site)s", site=_settings().site_name),
        entries=entries,
        updated=max((one.updated_at for one in entries), default=datetime.fromtimestamp(0, UTC)),
        authority=urlsplit(absolute_url("")).hostname,
    )
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


@blueprint.get("/opensearch.xml")
@access.public
def search_description() -> BaseResponse:
    """Redirect to the description of the search in the visitor's language."""
    response = redirect(url_for("machines.localised_search", language=preferred_language()))
    response.vary.update(("Cookie", "Accept-Language"))
    return response


@blueprint.get("/<language:language>/opensearch.xml")
@access.public
def localised_search() -> Response:
    """Describe how the site is searched (OpenSearch 1.1), so that a browser can offer it."""
    return _cached(
        _render_xml(
            "home/opensearch.xml",
            "application/opensearchdescription+xml",
            description=describe_site(),
        )
    )


@blueprint.get("/favicon.ico")
@access.public
def favicon() -> Response:
    """Send the icon to programs that ask for it without reading a page."""
    assets: Assets = current_app.extensions["assets"]
    path = assets.target / assets.names["favicon.ico"]
    return _cached(send(path, mimetype="image/vnd.microsoft.icon"))


@blueprint.get("/.well-known/security.txt")
@access.public
def security() -> Response:
    """Return the security contact (RFC 9116); 404 where the host has set none."""
    contact = _settings().security_contact
    if not contact:
        raise NotFoundError
    expires = (now() + _VALIDITY).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {absolute_url(url_for('machines.security'))}",
        "",
    )
    return _cached(Response("\n".join(lines), mimetype="text/plain"))


def _render_xml(template: str, media_type: str, **context: object) -> Response:
    text = render_template(template, absolute_url=absolute_url, **context)
    return Response(text, content_type=f"{media_type}; charset=utf-8")


def _cached(response: Response) -> Response:
    """Allow caches to store a response for a day; for what depends on no record."""
    response.headers["Cache-Control"] = f"public, max-age={_DAY}"
    return response


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
