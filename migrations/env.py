"""How Alembic reaches the database of the application."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Enum

from portal.extensions import Model, db
from portal.extensions.database import Moment


def render_type(kind: str, value: Any, _context: Any) -> str | bool:
    """Write our own types as the plain ones the database knows."""
    if kind == "type" and isinstance(value, Moment):
        return "sa.DateTime()"
    if kind == "type" and isinstance(value, Enum):
        return f"sa.String(length={value.length})"
    return False


def run_migrations() -> None:
    """Migrate in one transaction.

    SQLite changes a table by copying it and dropping the old one, which deletes all that
    depends on its rows; so foreign keys rest meanwhile, as its documentation says
    (https://sqlite.org/lang_altertable.html#otheralter), and are checked before the end.
    """
    is_sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect() as connection:
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_item=render_type,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("a migration left rows that refer to nothing")
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run_migrations()
