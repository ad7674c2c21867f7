"""The language of a page: in its address, and in every link it makes."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, has_request_context, request, url_for
from flask_babel import get_locale
from werkzeug.routing import BaseConverter

from portal.config import LANGUAGES, RIGHT_TO_LEFT
from portal.extensions import babel

COOKIE = "language"
COOKIE_SECONDS = 365 * 24 * 3600

LANGUAGE_NAMES = {"fr": "Français", "en": "English", "ar": "العربية"}


class LanguageConverter(BaseConverter):
    """The first part of an address: one of our interface languages."""

    regex = "|".join(LANGUAGES)


def current_language() -> str:
    """Return the interface language of this request: `fr`, `en` or `ar`."""
    if not has_request_context():
        return LANGUAGES[0]
    language: str = g.get("language") or _language_of_path() or preferred_language()
    return language


def _language_of_path() -> str | None:
    """Return what the address says even where no page lives."""
    first = request.path.split("/", 2)[1]
    return first if first in LANGUAGES else None


def foreign_tag(tag: str) -> str:
    """Return the HTML tag of a language, or nothing when the page is in that language."""
    return "" if tag == current_language() else tag


def preferred_language() -> str:
    """Return the visitor's language by her cookie, then her browser, then French."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def direction_of(language: str) -> str:
    """Return `rtl` or `ltr`, as the `dir` attribute wants it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def switch_url(language: str) -> str:
    """Return the address of this same page in another interface language."""
    if request.endpoint is None or "language" not in (request.url_rule or _NoRule).arguments:
        return url_for("home.index", language=language)
    values = {**(request.view_args or {}), "language": language}
    query = urlencode(list(request.args.items(multi=True)))
    return url_for(request.endpoint, **values) + (f"?{query}" if query else "")


def remember_language(response: Response) -> Response:
    """Keep the language of the page that was just read for the next visit of `/`."""
    language = g.get("language")
    if (
        language
        and not g.get("is_recalled")
        and request.cookies.get(COOKIE) != language
        and response.status_code < HTTPStatus.BAD_REQUEST
    ):
        response.set_cookie(
            COOKIE, language, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax",
            secure=request.is_secure,
        )  # fmt: skip
    return response


def init_app(app: Flask) -> None:
    """Teach the application where its language is written."""
    app.url_map.converters["language"] = LanguageConverter
    babel.init_app(app, default_locale=LANGUAGES[0], locale_selector=current_language)

    @app.url_value_preprocessor
    def take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.language = (values or {}).pop("language", None)

    @app.url_defaults
    def give_language(endpoint: str, values: dict[str, Any]) -> None:
        if "language" not in values and app.url_map.is_endpoint_expecting(endpoint, "language"):
            values["language"] = current_language()

    @app.context_processor
    def language_context() -> dict[str, Any]:
        language = str(get_locale())
        return {
            "language": language,
            "direction": direction_of(language),
            "languages": LANGUAGE_NAMES,
            "switch_url": switch_url,
        }


class _NoRule:
    arguments: frozenset[str] = frozenset()
