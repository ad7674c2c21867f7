"""How much a request may bring: little, but where a view says that it takes texts or a file."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

from portal.config import Settings

LARGEST_BODY = 500_000

# A million Arabic letters, each six bytes of a form, and the rest of the record.
LARGEST_TEXTS = 8_000_000

View = TypeVar("View", bound=Callable[..., Any])

LABEL = "body_label"


def takes_texts(view: View) -> View:
    """Label a view whose form has long texts."""
    setattr(view, LABEL, "texts")
    return view


def takes_a_file(view: View) -> View:
    """Label a view that a file is sent to."""
    setattr(view, LABEL, "file")
    return view


def widen() -> None:
    """Let the request bring what its view takes, before anybody reads it."""
    if request.endpoint is None:
        return
    settings: Settings = current_app.extensions["settings"]
    match getattr(current_app.view_functions[request.endpoint], LABEL, None):
        case "texts":
            request.max_content_length = request.max_form_memory_size = LARGEST_TEXTS
        case "file":
            request.max_content_length = settings.max_upload_bytes


def init_app(app: Flask) -> None:
    """Keep bodies small, with the exceptions that views ask for."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(widen)
