"""Pages and their regions: one address, whole for a browser, a fragment for htmx."""

import hashlib
import re
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask_login import current_user
from jinja2.ext import Extension
from markupsafe import Markup

from portal.extensions import htmx, now
from portal.web.assets import INLINED, STYLESHEET_COOKIE, Assets
from portal.web.formats import moment
from portal.web.heads import NOT_INDEXED, Head

DAY_MARK = "<!--day-->"
COOKIE_SECONDS = 365 * 24 * 3600

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
_BLOCK_ENDS = re.compile(
    r"(</?(?:article|body|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|head|header|html|"
    r"legend|li|main|nav|ol|p|section|ul)\b[^<>{}]*>|<(?:link|meta)\b[^<>]*>|</title>)\n+"
)


class Tight(Extension):
    """Jinja extension that strips what only readers of templates need; it saves 2 % of a page."""

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """Return the source of a template without indentation and line ends after blocks.

        Browsers show no space at the edge of a block.
        """
        return _BLOCK_ENDS.sub(r"\1", _INDENTATION.sub("", source))


def render_page(
    template: str, status: int = 200, *, head: Head | None = None, **context: Any
) -> Response:
    """Return the whole page, with a weak ETag, or 304 when the visitor has it already.

    Search engines keep no page without a `head`; people who are signed in get none.
    """
    head = None if current_user.is_authenticated else head
    response = _respond(render_template(template, head=head, **context), status)
    if head is None:
        response.headers["X-Robots-Tag"] = NOT_INDEXED
    _fill_marks(response)
    return _revalidate(response)


def render_region(
    page: str, fragment: str, status: int = 200, *, address: str = "", **context: Any
) -> Response:
    """Return the fragment when htmx asks for it, else the page that includes it.

    `address` is that of the page as one would hand it on: a form also sends what is empty.
    """
    if wants_fragment():
        response = _respond(render_template(fragment, **context), status)
        if address:
            response.headers["HX-Push-Url"] = address
        return _revalidate(response)
    return render_page(page, status, **context)


def render_fragment(template: str, status: int = 200, **context: Any) -> Response:
    """Return a region that has no page of its own."""
    return _revalidate(_respond(render_template(template, **context), status))


def wants_fragment() -> bool:
    """Tell whether htmx asks for a region: not boosted, not restoring its history."""
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def saves_data() -> bool:
    """Tell whether the visitor asked for as few bytes as possible (`Save-Data: on`)."""
    return request.headers.get("Save-Data", "").lower() == "on"


def _respond(html: str, status: int) -> Response:
    """Wrap a text with its validator: what it says, whatever stands for the marks in it.

    A page that has not changed since another day is not sent again for the day it prints.
    """
    assets: Assets = current_app.extensions["assets"]
    validator = hashlib.blake2b(html.encode(), digest_size=12)
    validator.update(assets.stylesheet_version.encode())
    response = Response(html, status, mimetype="text/html")
    response.set_etag(validator.hexdigest(), weak=True)
    response.vary.update(("HX-Request", "Save-Data", "Cookie"))
    response.headers["Cache-Control"] = (
        "private, no-store" if current_user.is_authenticated else "private, no-cache"
    )
    return response


def _fill_marks(response: Response) -> None:
    assets: Assets = current_app.extensions["assets"]
    html = response.get_data(as_text=True).replace(DAY_MARK, moment(now()), 1)
    for mark in INLINED:
        html = html.replace(mark, assets.stylesheet_markup(mark, frugal=saves_data()), 1)
    response.set_data(html)
    if not assets.has_stylesheet():
        response.set_cookie(
            STYLESHEET_COOKIE,
            assets.stylesheet_version,
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )


def _revalidate(response: Response) -> Response:
    if response.status_code == HTTPStatus.OK and request.method in {"GET", "HEAD"}:
        response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Let templates leave out what is not needed."""
    app.jinja_env.add_extension(Tight)
    app.jinja_env.globals["saves_data"] = saves_data
    app.jinja_env.globals["page_day"] = lambda: Markup(DAY_MARK)  # noqa: S704 - a constant
