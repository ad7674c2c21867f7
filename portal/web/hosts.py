"""Requests for the host of another site, refused before any other layer handles them."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_host

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class TrustedHosts:
    """WSGI middleware that answers 400 to a host that is not trusted, or that cannot exist.

    The answer is plain text: no page can be rendered without a host for its links.
    """

    def __init__(self, application: "WSGIApplication", trusted: Collection[str]) -> None:
        """Wrap `application`; without `trusted`, every name that a host can have is accepted."""
        self.application = application
        self.trusted = trusted

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on, or refuse it."""
        if self._is_trusted(environ):
            return self.application(environ, start_response)
        refusal = Response("This is not the address of this site.\n", 400, mimetype="text/plain")
        return refusal(environ, start_response)

    def _is_trusted(self, environ: "WSGIEnvironment") -> bool:
        """Return whether werkzeug accepts the host, and can encode and decode it for its URLs."""
        try:
            get_host(environ, self.trusted).partition(":")[0].encode("idna").decode("idna")
        except (SecurityError, UnicodeError):
            return False
        return True
