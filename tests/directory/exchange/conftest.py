"""Tables brought to the directory, as the command line and as people bring them."""

from pathlib import Path

import pytest
from flask import Flask

from portal.auth.models import User
from portal.directory.exchange.jobs import work_on
from portal.directory.exchange.models import DirectoryImport, ImportState
from portal.directory.exchange.services import send_table
from portal.directory.loading import load_table, take_step
from portal.extensions import db
from tests.directory.exchange.brought import Bring, Send


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Bring:
    """Load a table on behalf of nobody."""

    def load(content: str | bytes, name: str = "table.csv", **options: bool) -> DirectoryImport:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_table(path, **options)

    return load


@pytest.fixture
def send(app: Flask) -> Send:
    """Send a table as a person does; it is checked, and written when she applies it."""

    def send_as(
        content: str, author: User, *, publishes: bool = False, applies: bool = True
    ) -> DirectoryImport:
        author_id = author.id
        import_id = send_table(content.encode(), "t.csv", author=author, publishes=publishes).id
        work_on(import_id)
        db.session.get_one(User, author_id)
        if applies:
            return take_step(import_id, ImportState.APPLYING)
        return db.session.get_one(DirectoryImport, import_id)

    return send_as
