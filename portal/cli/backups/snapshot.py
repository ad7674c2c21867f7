"""A copy of the database as it is at one moment, while the site goes on writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect, make_url, text

from portal.cli.backups.errors import BackupError
from portal.config import Settings

NAME = "portal.sqlite"
_PATIENCE_SECONDS = 60


def find_database(settings: Settings) -> Path | None:
    """Return the SQLite file of the site, or None where its database is another one."""
    url = make_url(settings.database_uri)
    if url.get_backend_name() != "sqlite":
        return None
    return Path(url.database or "").resolve()


def refuse_missing(database: Path | None) -> None:
    """Raise BackupError when there is no site whose database could be copied."""
    if database and not database.is_file():
        raise BackupError(f"There is no site here: {database} does not exist. Is DATA_DIR right?")


def copy_database(source: Path, target: Path) -> None:
    """Copy the database in one reading transaction, and look whether the copy is sound."""
    target.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(source, timeout=_PATIENCE_SECONDS)) as site,
        closing(sqlite3.connect(target)) as copy,
    ):
        site.backup(copy)
        verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise BackupError(f"The database is damaged ({verdict}): keep your older backups.")


def close_copy(path: Path) -> None:
    """Make the copy one file, without the journal that a site writes beside it."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def open_copy(path: Path) -> Iterator[Engine]:
    """Give an engine on a copied database."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        engine.dispose()


def read_revision(engine: Engine) -> str:
    """Return the revision of the migrations, or raise BackupError when there is none."""
    if not inspect(engine).has_table("alembic_version"):
        raise BackupError("The database has no tables yet: run portal setup first.")
    with engine.connect() as connection:
        revision: str = connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalar_one()
        return revision
