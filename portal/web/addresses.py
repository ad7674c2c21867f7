"""Absolute URLs of the site, for readers elsewhere."""

from flask import current_app, request
from werkzeug.urls import iri_to_uri

from portal.config import LANGUAGES, Settings


def absolute_url(path: str) -> str:
    """Return the URL of a path of this site, under the name by which others know it.

    Without PUBLIC_URL that is the host of the request, which TRUSTED_HOSTS has checked.
    """
    settings: Settings = current_app.extensions["settings"]
    return (settings.public_url or iri_to_uri(request.host_url).rstrip("/")) + path


def translated_url(path: str, language: str) -> str:
    """Return the URL of a path of the first language in another one; files have none."""
    first = f"{request.root_path}/{LANGUAGES[0]}/"
    if path.startswith(first):
        path = f"{request.root_path}/{language}/{path.removeprefix(first)}"
    return absolute_url(path)
