"""Which data folder a database belongs to: search and files live beside it, on one machine."""

from pathlib import Path
from uuid import uuid4

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.data_folder import ID_NAME, read_folder_id
from portal.extensions.database import Model, db


class Installation(Model):
    """One row: the id of the data folder of this database."""

    __tablename__ = "installation"

    changes_pages = False

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[str] = mapped_column(String(32))


def find_owner() -> str | None:
    """Return the id of the data folder that the database belongs to, if it has one."""
    row = db.session.get(Installation, 1)
    return row.folder_id if row else None


def adopt_folder(folder: Path) -> None:
    """Let the database belong to this data folder from now on; commits."""
    if not (folder_id := read_folder_id(folder)):
        folder_id = uuid4().hex
        (folder / ID_NAME).write_text(f"{folder_id}\n", "ascii")
    db.session.merge(Installation(id=1, folder_id=folder_id))
    db.session.commit()
