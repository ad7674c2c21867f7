"""How much a request may bring: little, but where a view says that it takes texts or a file."""

from collections.abc import Callable
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar, cast

from flask import Flask, Request, current_app, g, request
from werkzeug import formparser
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import (
    ClientDisconnected,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)
from werkzeug.formparser import FormDataParser

from portal.config import Settings
from portal.web.multipart import PartDecoder

LARGEST_BODY = 500_000

# A million Arabic letters, each six bytes of a form, and the rest of the record.
LARGEST_TEXTS = 8_000_000

# The texts of a refused form with the prefixes of their fields.
LARGEST_REFUSED = LARGEST_TEXTS + LARGEST_BODY

# The fields of the longest form with every place and every domain ticked, several times.
MOST_FIELDS = 2_000

FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

# What of a file that a form sends waits in memory; the rest waits on the disk.
LARGEST_IN_MEMORY = 500_000

View = TypeVar("View", bound=Callable[..., Any])

LABEL = "body_label"


class FormParser(FormDataParser):
    """Parses forms, those without files only after their fields were counted."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """Return the form.

        Raises RequestEntityTooLarge for more fields than any form has, and ClientDisconnected
        for a body that ends early or is no body at all.
        """
        try:
            if mimetype == "application/x-www-form-urlencoded":
                stream = _count_fields(stream)
            return super().parse(stream, mimetype, content_length, options)
        except OSError as error:
            if error.errno is None or isinstance(error, (ConnectionError, TimeoutError)):
                raise ClientDisconnected from error  # what gunicorn raises has no number
            raise


def _count_fields(stream: IO[bytes]) -> IO[bytes]:
    """Return the whole body of a form without files, or raise RequestEntityTooLarge."""
    body = stream.read()
    stream.read(1)  # raises at the limit of a body whose length was not told
    if body.count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge
    return BytesIO(body)


class FormRequest(Request):
    """A request whose files wait in the folder of the data, nameless, and nowhere else on disk."""

    form_data_parser_class = FormParser

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


def takes_bytes(view: View) -> View:
    """Label a view that takes the bytes of a file as such, and looks at their type itself."""
    setattr(view, LABEL, "bytes")
    return view


def carries_forms(view: View) -> View:
    """Label the view of a form that carries another form: it takes texts from known devices."""
    setattr(view, LABEL, "carried")
    return view


def is_carrying_view() -> bool:
    """Return whether the form of this view carries another form."""
    return label_of_view() == "carried"


def label_of_view() -> str | None:
    """Return what the view of this request takes, or None for a small form."""
    label: str | None = getattr(current_app.view_functions.get(request.endpoint or ""), LABEL, None)
    return label


def allow_refused_form() -> bool:
    """Raise the limit for a form to give back, if a known device sent it; return whether it fits.

    A device is known if it holds a cookie of a sign-in, open or expired. The body of any other
    client is never parsed beyond `LARGEST_BODY`.
    """
    if not g.get("is_known_device") or (request.content_length or 0) > LARGEST_REFUSED:
        return False
    request.max_content_length = request.max_form_memory_size = LARGEST_REFUSED
    return True


def widen() -> None:
    """Let the request bring what its view takes, before anybody reads it.

    Raises UnsupportedMediaType for a body that no form has, and RequestEntityTooLarge for one
    that says it is too large: neither is read.
    """
    if request.endpoint is None:
        return
    settings: Settings = current_app.extensions["settings"]
    match label_of_view():
        case "texts":
            request.max_content_length = request.max_form_memory_size = LARGEST_TEXTS
        case "carried":
            allow_refused_form()
        case "bytes":
            request.max_content_length = settings.max_upload_bytes
            return
        case "file":
            request.max_content_length = settings.max_upload_bytes
            request.max_form_memory_size = LARGEST_TEXTS
    has_body = bool(request.content_length) or "Transfer-Encoding" in request.headers
    if has_body and request.mimetype not in FORM_TYPES:
        raise UnsupportedMediaType
    if (request.content_length or 0) > (request.max_content_length or LARGEST_BODY):
        raise RequestEntityTooLarge


def init_app(app: Flask) -> None:
    """Keep bodies small, with the exceptions that views ask for."""
    app.request_class = FormRequest
    # FormDataParser has no attribute for the decoder that it uses.
    formparser.MultipartDecoder = PartDecoder  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_PARTS"] = MOST_FIELDS
    app.before_request(widen)
