"""Security headers on every answer, whoever makes it."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Header = tuple[str, str]

FIXED_HEADERS: tuple[Header, ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)


def content_security_policy(stylesheet_hashes: Sequence[str]) -> str:
    """Return the policy of our pages: our own files, and the inlined stylesheets.

    It is the same for all pages: the headers of a 304 also hold for the page that it confirms.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' {' '.join(stylesheet_hashes)}",
            "img-src 'self'",
            "media-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """WSGI middleware that completes the headers of each answer, static files included."""

    def __init__(self, application: "WSGIApplication", policy: str, *, https: bool) -> None:
        """Wrap `application`; `https` adds HSTS."""
        self.application = application
        self.headers = [*FIXED_HEADERS, ("Content-Security-Policy", policy)]
        if https:
            self.headers.append(("Strict-Transport-Security", "max-age=31536000"))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer as the application does, with what it left unsaid."""

        def start(status: str, headers: list[Header], exc_info: Any = None) -> Callable[..., Any]:
            present = {name.lower() for name, _ in headers}
            missing = [header for header in self.headers if header[0].lower() not in present]
            return start_response(status, headers + missing, exc_info)

        return self.application(environ, start)
