"""What has to be true before a command works: settings that can be reached, a site set up.

Imports neither Flask nor, with SQLite in the data folder, SQLAlchemy: `portal serve` asks this
too, and stays in memory.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from portal.config import Settings, SettingsError
from portal.data_folder import make_data_folder, read_folder_id

_MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations" / "versions"
_SETUP_FIRST = "run portal setup first"
_QUERIES = ("SELECT version_num FROM alembic_version", "SELECT folder_id FROM installation")

Ask = Callable[[str], str | None]


class NotReadyError(SettingsError):
    """The site is not set up, or belongs to another version or machine; says what to do."""


@dataclass(frozen=True, slots=True)
class SiteState:
    """The revision of a database, and the id of its data folder; empty where it has none."""

    revision: str = ""
    folder_id: str = ""


def check_reach(settings: Settings) -> SiteState:
    """Return the state of the database; raise SettingsError for what cannot be reached."""
    make_data_folder(settings.data_dir)
    if settings.queue_url:
        _check_queue(settings.queue_url)
    if settings.database_url:
        return _read_server(settings.database_url)
    return _read_file(settings.data_dir / "portal.sqlite")


def check_site(settings: Settings) -> None:
    """Raise NotReadyError unless the site is set up, by this version, for this data folder."""
    state = check_reach(settings)
    known = _known_revisions()
    if not state.revision:
        raise NotReadyError(f"There is no site in {settings.data_dir} yet: {_SETUP_FIRST}")
    if state.revision not in known:
        raise NotReadyError(
            f"The database is of a newer version ({state.revision}): install that version"
        )
    if state.revision != known[-1]:
        raise NotReadyError(
            f"The database is of an older version ({state.revision}): {_SETUP_FIRST}"
        )
    check_owner(settings, state.folder_id)


def check_owner(settings: Settings, owner: str | None) -> None:
    """Raise NotReadyError if the database belongs to another data folder than this one."""
    if not owner:
        raise NotReadyError(f"The database belongs to no data folder yet: {_SETUP_FIRST}")
    if owner != read_folder_id(settings.data_dir):
        raise NotReadyError(
            f"This database belongs to the data folder of another machine, and not to "
            f"{settings.data_dir}: a site runs on one machine; to move it here, stop it there "
            "and run portal setup --adopt"
        )


def _known_revisions() -> list[str]:
    """Return the revisions of the migrations in order; each file begins with its own."""
    return sorted(path.name[:4] for path in _MIGRATIONS.glob("[0-9]*.py"))


def _read_file(path: Path) -> SiteState:
    if not path.exists():
        return SiteState()

    def ask(query: str) -> str | None:
        try:
            row = connection.execute(query).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
        return str(row[0]) if row else None

    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            return _state(ask)
    except sqlite3.Error as error:
        raise SettingsError(f"The database {path} cannot be read: {error}") from None


def _read_server(url: str) -> SiteState:
    from sqlalchemy import create_engine, inspect, text
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
    from sqlalchemy.pool import NullPool

    try:
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())

            def ask(query: str) -> str | None:
                if query.rpartition(" ")[2] not in tables:
                    return None
                answer: str | None = connection.execute(text(query)).scalar()
                return answer

            return _state(ask)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"DATABASE_URL needs the Python package {error.name!r}: install it beside the site"
        ) from None
    except NoSuchModuleError:
        raise SettingsError(
            f"DATABASE_URL begins with {url.partition(':')[0]!r}, which SQLAlchemy does not know: "
            "write for example postgresql+psycopg://musoya@127.0.0.1/musoya, or leave it empty"
        ) from None
    except (ArgumentError, ValueError):
        raise SettingsError(
            "DATABASE_URL is not an address of a database: write for example "
            "postgresql+psycopg://musoya@127.0.0.1/musoya, or leave it empty"
        ) from None
    except SQLAlchemyError as error:
        raise SettingsError(
            f"DATABASE_URL names a database that does not answer: {_first_line(error)}"
        ) from None


def _state(ask: Ask) -> SiteState:
    revision, folder_id = map(ask, _QUERIES)
    return SiteState(revision or "", folder_id or "")


def _check_queue(url: str) -> None:
    try:
        import redis
    except ModuleNotFoundError:
        raise SettingsError(
            "QUEUE_URL needs the Python package 'redis': install it beside the site, or leave "
            "QUEUE_URL empty"
        ) from None
    try:
        redis.Redis.from_url(url, socket_connect_timeout=5).ping()
    except (redis.RedisError, ValueError) as error:
        raise SettingsError(
            f"QUEUE_URL names a queue that does not answer: {_first_line(error)}"
        ) from None


def _first_line(error: Exception) -> str:
    """Return what a driver says in its first line, which names no password."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0]
