"""The database door: base class of models, moments in UTC, SQLite made safe."""

import sqlite3
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Table, event, text
from sqlalchemy import Enum as EnumType
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Mapper, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# A key that is there already, or one that is gone: the names of SQLite, the codes of SQL.
_CONFLICTS = frozenset(
    {
        *(f"SQLITE_CONSTRAINT_{kind}" for kind in ("UNIQUE", "PRIMARYKEY", "ROWID", "FOREIGNKEY")),
        *("23505", "23503"),
    }
)

# Locked, or not reached; and no room.
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "08", "53", "55P03", "57P")
_FULL = frozenset({"SQLITE_FULL", "53100"})

# Who writes waits so long for who writes before. Readers never wait: each thread may have a
# connection (`create_app`), so those of the writers are not missing.
BUSY_TIMEOUT_MS = 10_000


class Moment(TypeDecorator[datetime]):
    """A point in time: always aware and in UTC in Python, whatever the database keeps."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC without an offset, on every dialect alike."""
        del dialect
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware datetime."""
        del dialect
        return value.replace(tzinfo=UTC) if value else None


def _values(enumeration: type[Enum]) -> list[str]:
    return [member.value for member in enumeration]


class Base(DeclarativeBase):
    """Every table of the product; `changes_pages` is false where no page shows its rows."""

    changes_pages: ClassVar[bool] = True

    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            datetime: Moment,
            StrEnum: EnumType(StrEnum, values_callable=_values, native_enum=False, length=24),
        },
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def is_conflict(error: IntegrityError | StaleDataError) -> bool:
    """Tell whether another request was faster; any other broken rule is a fault of ours."""
    return isinstance(error, StaleDataError) or _code_of(error) in _CONFLICTS


def is_busy(error: OperationalError | PoolTimeoutError) -> bool:
    """Tell whether the database is locked, or was not reached: a moment later it may answer."""
    if isinstance(error, PoolTimeoutError) or error.connection_invalidated:
        return True
    code = _code_of(error)
    return code.startswith(_BUSY) or not (code or isinstance(error.orig, sqlite3.Error))


def is_full(error: OperationalError | PoolTimeoutError) -> bool:
    """Tell whether the disk of the database has no room."""
    return isinstance(error, OperationalError) and _code_of(error) in _FULL


def _code_of(error: DBAPIError) -> str:
    """Return the name of SQLite or the code of SQL for what is wrong, if there is one."""
    cause = error.orig
    return getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""


@event.listens_for(Mapper, "instrument_class")
def _give_numbers_once(mapper: Mapper[Any], _model: type[Any]) -> None:
    """Use AUTOINCREMENT, so that SQLite never gives the number of a deleted row again.

    Numbers stand in addresses, in the history and in what people wrote down.
    """
    table = mapper.local_table
    if isinstance(table, Table) and table.autoincrement_column is not None:
        table.dialect_options["sqlite"]["autoincrement"] = True


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return this day in UTC, which is the time of Mali."""
    return now().date()


def analyse() -> None:
    """Let the database count its rows, so that it chooses the right index."""
    db.session.execute(text("ANALYZE"))
    db.session.commit()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Make SQLite keep its promises: foreign keys, readers beside one writer, patience."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
