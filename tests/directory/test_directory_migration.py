"""A site that has organisations already keeps them, and all that depends on them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from portal import ROOT, create_app
from portal.config import Settings
from portal.extensions import db

MIGRATIONS = str(ROOT / "migrations")

BEFORE = """
INSERT INTO language (code, tag, is_right_to_left, position, labels)
  VALUES ('fra', 'fr', 0, 1, '{}');
INSERT INTO organisation (id, slug, name, acronym, kind)
  VALUES (7, 'ours', 'Élan', 'É.L.', 'network');
INSERT INTO user (id, login, name, password_hash, is_active, created_at)
  VALUES (1, 'her', 'Her', '-', 1, '2026-01-01');
INSERT INTO role (id, user_id, name, organisation_id) VALUES (1, 1, 'editor', 7);
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings(environment="testing", data_dir=tmp_path))
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision="0002")
        for statement in BEFORE.split(";\n"):
            db.session.execute(text(statement))
        db.session.commit()
        upgrade(directory=MIGRATIONS)
        yield app
        db.session.remove()
        db.engine.dispose()


def read(query: str) -> tuple[object, ...]:
    return tuple(db.session.execute(text(query)).one())


def test_roles_survive_the_change_of_the_table_of_organisations(app: Flask) -> None:
    assert read("SELECT user_id, organisation_id FROM role") == (1, 7)
    assert read("PRAGMA foreign_keys") == (1,)


def test_known_organisations_stay_public_and_can_be_compared(app: Flask) -> None:
    assert read("SELECT status, visibility, search_names FROM organisation") == (
        "published",
        "public",
        "elan e l",
    )
