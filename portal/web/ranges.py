"""A Range request reads from where it asks, not from the first byte."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class SeekableRanges:
    """WSGI middleware that keeps gunicorn's file wrapper away from Range requests.

    The wrapper cannot seek, so werkzeug would read and drop every byte before the range.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        """Wrap `application`."""
        self.application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on, with a copied environ when it names a range."""
        if "HTTP_RANGE" in environ:
            environ = {k: v for k, v in environ.items() if k != "wsgi.file_wrapper"}
        return self.application(environ, start_response)
