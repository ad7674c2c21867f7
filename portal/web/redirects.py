"""Redirects that never leave the site."""

from urllib.parse import urlsplit


def safe_path(target: str | None, fallback: str) -> str:
    """Return `target` when it is a plain path of this site, else `fallback`."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return fallback
    if not target.isprintable():
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target
