"""Settings of one site, read once from the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import urlsplit

Environment = Literal["development", "production", "testing"]

LANGUAGES = ("fr", "en", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

SHORTEST_SECRET = 32
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_SITE_NAME = 60
LONGEST_EXIT_URL = 200
LONGEST_NUMBER = 9
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
GRACE_SECONDS = 20  # for the requests in hand when the site stops or reloads
_MEGABYTE = 1_000_000

_URL = re.compile(r"[a-z][a-z0-9+_.-]*://\S*")
_URL_EXAMPLES = {
    "DATABASE_URL": "postgresql+psycopg://musoya@127.0.0.1/musoya",
    "QUEUE_URL": "redis://127.0.0.1:6379/0",
}
_WEB_ADDRESS = re.compile(r"https?://[\w.-]+(:[0-9]{1,5})?(/[\w.~/?=&%+#-]*)?", re.ASCII)
_PUBLIC_URL = re.compile(r"https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?")
_CONTACT = re.compile(r"(mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\+[0-9-]+)", re.ASCII)
_PUBLIC_URL_ADVICE = (
    "write scheme and name alone, without a path, for example https://musoya.example"
)
_CONTACT_ADVICE = (
    "write an address with its kind (RFC 9116), for example mailto:security@musoya.example"
)
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")
_HOST = re.compile(r"[\w.-]{1,253}|(?=.*:.*:)[0-9A-Fa-f:.]{2,45}")


class SettingsError(Exception):
    """A setting is missing or wrong; the message says which and what to write."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the host may decide, typed; `docs/operating.md` explains each."""

    environment: Environment = "development"
    secret_key: str = "development-only"  # noqa: S105 - refused in production
    data_dir: Path = Path("var")
    database_url: str = ""
    queue_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    web_workers: int = 2
    web_threads: int = 64
    proxy_hops: int = 0
    trusted_hosts: tuple[str, ...] = ()
    public_url: str = ""
    secure_cookies: bool = False
    site_name: str = "Musoya"
    exit_url: str = "https://{language}.wikipedia.org/"
    security_contact: str = ""
    demo_password: str = ""
    max_upload_bytes: int = 200 * _MEGABYTE
    upload_quota_bytes: int = 1000 * _MEGABYTE
    upload_days: int = 7
    spare_disk_bytes: int = 500 * _MEGABYTE
    page_memory_bytes: int = 16 * _MEGABYTE
    session_days: int = 30
    log_level: str = "INFO"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Return the settings of this environment, or raise SettingsError."""
        environment = _environment(environ)
        production = environment == "production"
        settings = cls(
            environment=environment,
            secret_key=environ.get("SECRET_KEY") or cls.secret_key,
            data_dir=Path(environ.get("DATA_DIR") or cls.data_dir).resolve(),
            database_url=_address(environ, "DATABASE_URL"),
            queue_url=_queue_url(environ),
            host=_host(environ, cls.host),
            port=_integer(environ, "PORT", cls.port, 1, 65_535),
            web_workers=_integer(environ, "WEB_WORKERS", cls.web_workers, 1, 64),
            web_threads=_integer(environ, "WEB_THREADS", cls.web_threads, 1, 1000),
            proxy_hops=_integer(environ, "PROXY_HOPS", cls.proxy_hops, 0, 5),
            trusted_hosts=_trusted_hosts(environ),
            public_url=_fitting(environ, "PUBLIC_URL", _PUBLIC_URL, _PUBLIC_URL_ADVICE),
            secure_cookies=_boolean(environ, "SECURE_COOKIES", default=production),
            site_name=_site_name(environ, cls.site_name),
            exit_url=_exit_url(environ, cls.exit_url),
            security_contact=_fitting(environ, "SECURITY_CONTACT", _CONTACT, _CONTACT_ADVICE),
            demo_password=_demo_password(environ),
            max_upload_bytes=_megabytes(environ, "MAX_UPLOAD_MB", 200, at_least=1),
            upload_quota_bytes=_megabytes(environ, "UPLOAD_QUOTA_MB", 1000, at_least=1),
            upload_days=_integer(environ, "UPLOAD_DAYS", cls.upload_days, 1, 365),
            spare_disk_bytes=_megabytes(environ, "SPARE_DISK_MB", 500),
            page_memory_bytes=_megabytes(environ, "PAGE_MEMORY_MB", 16, at_most=1000),
            session_days=_integer(environ, "SESSION_DAYS", cls.session_days, 1, 400),
            log_level=_log_level(environ, cls.log_level),
        )
        settings.refuse_exposure()
        return settings

    def refuse_exposure(self) -> None:
        """Raise SettingsError for a site that others can reach and that is not prepared for it."""
        is_production = self.environment == "production"
        is_public = self.host not in LOOPBACK
        is_secret = (
            self.secret_key != type(self).secret_key and len(self.secret_key) >= SHORTEST_SECRET
        )
        if (is_production or is_public) and not is_secret:
            raise SettingsError(
                f"SECRET_KEY needs at least {SHORTEST_SECRET} random characters, unless the site "
                "is only tried, on this machine: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if is_production and not self.trusted_hosts:
            raise SettingsError(
                "TRUSTED_HOSTS is empty: write the name under which people open the site, for "
                "example musoya.example"
            )
        if is_public and not self.proxy_hops:
            raise SettingsError(
                f"HOST is {self.host!r}, which opens the site to the network without a proxy in "
                "front: leave HOST empty when the proxy runs on this machine, or set PROXY_HOPS=1 "
                "when it runs on another or in another container; to try the site from a phone, "
                "leave HOST empty and run "
                f"caddy reverse-proxy --from :8080 --to 127.0.0.1:{self.port}"
            )

    @property
    def database_uri(self) -> str:
        """The SQLAlchemy address of the database; SQLite in the data folder by default."""
        return self.database_url or f"sqlite:///{self.data_dir / 'portal.sqlite'}"

    @property
    def files_dir(self) -> Path:
        """Where stored bytes live."""
        return self.data_dir / "files"

    @property
    def uploads_dir(self) -> Path:
        """Where the bytes of uploads under way live."""
        return self.data_dir / "uploads"

    @property
    def index_dir(self) -> Path:
        """Where the search index lives; it may be deleted, and is then rebuilt."""
        return self.data_dir / "index"

    @property
    def assets_dir(self) -> Path:
        """Where hashed and compressed static files are built."""
        return self.data_dir / "assets"

    @property
    def previews_dir(self) -> Path:
        """Where drawn pictures of pages are kept; it may be deleted, and is filled again."""
        return self.data_dir / "previews"

    @property
    def queue_path(self) -> Path:
        """The SQLite file of the background queue, when no QUEUE_URL is set."""
        return self.data_dir / "queue.sqlite"


def _environment(environ: Mapping[str, str]) -> Environment:
    text = environ.get("PORTAL_ENV") or "development"
    if text not in get_args(Environment):
        raise SettingsError(f"PORTAL_ENV is {text!r}: write {' or '.join(get_args(Environment))}")
    return cast(Environment, text)


def _integer(
    environ: Mapping[str, str], name: str, default: int, at_least: int, at_most: int
) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise SettingsError(f"{name} is {text!r}: write a whole number, for example {default}")
    if len(text) > LONGEST_NUMBER or not at_least <= int(text) <= at_most:
        raise SettingsError(f"{name} is {text}: write a number from {at_least} to {at_most}")
    return int(text)


def _megabytes(
    environ: Mapping[str, str],
    name: str,
    default: int,
    *,
    at_least: int = 0,
    at_most: int = 1_000_000,
) -> int:
    return _integer(environ, name, default, at_least, at_most) * _MEGABYTE


def _address(environ: Mapping[str, str], name: str) -> str:
    """Return a URL of a service, or nothing."""
    text = environ.get(name, "")
    if text and not _URL.fullmatch(text):
        raise SettingsError(
            f"{name} is not an address: write one such as {_URL_EXAMPLES[name]}, or leave it empty"
        )
    return text


def _queue_url(environ: Mapping[str, str]) -> str:
    text = _address(environ, "QUEUE_URL")
    if text and urlsplit(text).scheme not in {"redis", "rediss", "unix"}:
        raise SettingsError(
            f"QUEUE_URL begins with {urlsplit(text).scheme!r}: write an address of Redis, such as "
            f"{_URL_EXAMPLES['QUEUE_URL']}, or leave it empty"
        )
    return text


def _host(environ: Mapping[str, str], default: str) -> str:
    text = environ.get("HOST") or default
    if not _HOST.fullmatch(text):
        raise SettingsError(
            f"HOST is {text!r}: write the address to listen on, without port, for example {default}"
        )
    return text


def _trusted_hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    hosts = tuple(environ.get("TRUSTED_HOSTS", "").replace(",", " ").split())
    for host in hosts:
        if not _HOST.fullmatch(host.removeprefix(".")) or ":" in host:
            raise SettingsError(
                f"TRUSTED_HOSTS has {host!r}: write names alone, without https:// and port, for "
                "example musoya.example"
            )
    return hosts


def _fitting(environ: Mapping[str, str], name: str, pattern: re.Pattern[str], advice: str) -> str:
    """Return a text that a pattern describes, or nothing."""
    text = environ.get(name, "").rstrip("/")
    if text and not pattern.fullmatch(text):
        raise SettingsError(f"{name} is {text!r}: {advice}")
    return text


def _site_name(environ: Mapping[str, str], default: str) -> str:
    text = environ.get("SITE_NAME") or default
    name = text.strip()
    if not name or len(name) > LONGEST_SITE_NAME or not name.isprintable():
        raise SettingsError(
            f"SITE_NAME needs 1 to {LONGEST_SITE_NAME} printable characters, and has {len(name)}"
        )
    return name


def _exit_url(environ: Mapping[str, str], default: str) -> str:
    text = environ.get("EXIT_URL") or default
    plain = text.replace("{language}", LANGUAGES[0])
    if len(text) > LONGEST_EXIT_URL or "{" in plain or not _WEB_ADDRESS.fullmatch(plain):
        raise SettingsError(
            f"EXIT_URL is {text!r}: write the whole address of a harmless page, for example "
            f"{default}; {{language}} stands for fr, en or ar"
        )
    return text


def _demo_password(environ: Mapping[str, str]) -> str:
    text = environ.get("DEMO_PASSWORD", "")
    if text and not SHORTEST_PASSWORD <= len(text) <= LONGEST_PASSWORD:
        raise SettingsError(
            f"DEMO_PASSWORD needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, "
            f"and has {len(text)}"
        )
    return text


def _log_level(environ: Mapping[str, str], default: str) -> str:
    text = environ.get("LOG_LEVEL") or default
    if text not in LOG_LEVELS:
        raise SettingsError(f"LOG_LEVEL is {text!r}: write {', '.join(LOG_LEVELS)}")
    return text


def _boolean(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environ.get(name, "").lower()
    if text not in {"", *_YES, *_NO}:
        raise SettingsError(f"{name} is {text!r}: write yes or no")
    return text in _YES if text else default
