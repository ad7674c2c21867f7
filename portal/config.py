"""Settings of one site, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Environment = Literal["development", "production", "testing"]

LANGUAGES = ("fr", "en", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})

SHORTEST_SECRET = 32
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_MEGABYTE = 1_000_000


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
    secure_cookies: bool = False
    site_name: str = "Musoya"
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
            database_url=environ.get("DATABASE_URL", ""),
            queue_url=environ.get("QUEUE_URL", ""),
            host=environ.get("HOST") or cls.host,
            port=_integer(environ, "PORT", cls.port),
            web_workers=_integer(environ, "WEB_WORKERS", cls.web_workers),
            web_threads=_integer(environ, "WEB_THREADS", cls.web_threads),
            proxy_hops=_integer(environ, "PROXY_HOPS", cls.proxy_hops),
            trusted_hosts=tuple(environ.get("TRUSTED_HOSTS", "").replace(",", " ").split()),
            secure_cookies=_boolean(environ, "SECURE_COOKIES", default=production),
            site_name=environ.get("SITE_NAME") or cls.site_name,
            demo_password=environ.get("DEMO_PASSWORD", ""),
            max_upload_bytes=_integer(environ, "MAX_UPLOAD_MB", 200) * _MEGABYTE,
            upload_quota_bytes=_integer(environ, "UPLOAD_QUOTA_MB", 1000) * _MEGABYTE,
            upload_days=_integer(environ, "UPLOAD_DAYS", cls.upload_days),
            spare_disk_bytes=_integer(environ, "SPARE_DISK_MB", 500) * _MEGABYTE,
            page_memory_bytes=_integer(environ, "PAGE_MEMORY_MB", 16) * _MEGABYTE,
            session_days=_integer(environ, "SESSION_DAYS", cls.session_days),
            log_level=environ.get("LOG_LEVEL") or cls.log_level,
        )
        is_exposed = production or settings.host not in LOOPBACK
        if is_exposed and len(environ.get("SECRET_KEY", "")) < SHORTEST_SECRET:
            raise SettingsError(
                f"SECRET_KEY needs at least {SHORTEST_SECRET} random characters, unless the site "
                "is only tried, on this machine: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return settings

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
    def queue_path(self) -> Path:
        """The SQLite file of the background queue, when no QUEUE_URL is set."""
        return self.data_dir / "queue.sqlite"


def _environment(environ: Mapping[str, str]) -> Environment:
    match environ.get("PORTAL_ENV", "development"):
        case "development":
            return "development"
        case "production":
            return "production"
        case "testing":
            return "testing"
        case other:
            raise SettingsError(
                f"PORTAL_ENV is {other!r}: write development, production or testing"
            )


def _integer(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise SettingsError(f"{name} is {text!r}: write a whole number, for example {default}")
    return int(text)


def _boolean(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    match environ.get(name, "").lower():
        case "":
            return default
        case "1" | "true" | "yes":
            return True
        case "0" | "false" | "no":
            return False
        case other:
            raise SettingsError(f"{name} is {other!r}: write yes or no")
