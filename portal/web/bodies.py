"""How much a request may bring: little, but where a view says that it takes texts or a file."""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar, cast

from flask import Flask, Request, current_app, request

from portal.config import Settings

LARGEST_BODY = 500_000

# A million Arabic letters, each six bytes of a form, and the rest of the record.
LARGEST_TEXTS = 8_000_000

# What of a file that a form sends waits in memory; the rest waits on the disk.
LARGEST_IN_MEMORY = 500_000

View = TypeVar("View", bound=Callable[..., Any])

LABEL = "body_label"


class FormRequest(Request):
    """A request whose files wait in the folder of the data, nameless, and nowhere else on disk."""

    def _get_file_stream(self, *_lengths: object, **_names: object) -> IO[bytes]:
        settings: Settings = current_app.extensions["settings"]
        waiting = SpooledTemporaryFile(max_size=LARGEST_IN_MEMORY, dir=str(settings.data_dir))  # noqa: SIM115 - the request closes it
        return cast(IO[bytes], waiting)


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
    app.request_class = FormRequest
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(widen)
