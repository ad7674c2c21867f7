"""The settings of a site, as a backup keeps them: without what would open it to a finder."""

import os
import shlex
from collections.abc import Mapping

from sqlalchemy import make_url

from portal.config import Settings

_SECRETS = ("SECRET_KEY", "DEMO_PASSWORD")
_ADDRESSES = ("DATABASE_URL", "QUEUE_URL")
_HEAD = """# The settings of this site when it was saved. Secrets are left out, because backups
# travel: write a new SECRET_KEY, and the passwords in addresses where *** stands.
"""


class _Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        self.names.append(name)
        return default


def list_settings(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the settings that are set, by name, without their secrets."""
    environ = os.environ if environ is None else environ
    asked = _Asked()
    Settings.from_environment(asked)
    return {
        name: _harmless(name, environ[name])
        for name in sorted(set(asked.names))
        if environ.get(name) and name not in _SECRETS
    }


def write_settings(settings: Mapping[str, str]) -> str:
    """Return the settings as lines that a shell and systemd understand."""
    return _HEAD + "".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items())


def compare_settings(saved: str) -> list[str]:
    """Return a sentence for each saved setting that is another one now."""
    now = list_settings()
    lines = [shlex.split(line, comments=True) for line in saved.splitlines()]
    then = dict(line[0].split("=", 1) for line in lines if line)
    return [
        f"{name} was {value!r} and is {now.get(name, '')!r} now"
        for name, value in then.items()
        if now.get(name, "") != value
    ]


def _harmless(name: str, value: str) -> str:
    if name not in _ADDRESSES:
        return value
    return make_url(value).render_as_string(hide_password=True)
