"""A site that has organisations already keeps them, and all that depends on them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
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


CONTACT = '{"contacts/c": [null, {"kind": "phone", "value": "+223 7", "label": "Her"}]}'

PROPOSALS = """
INSERT INTO proposal (id, organisation_id, changes, note, author_id, made_at, state, reason)
  VALUES (1, 7, '{}', 'Words', NULL, '2026-01-01', 'waiting', ''),
         (2, 7, :contact, '', 1, '2026-01-01', 'refused', 'No.'),
         (3, 7, :contact, '', 1, '2026-01-01', 'waiting', '');
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


@pytest.fixture
def grown(app: Flask) -> Flask:
    """The site as it was before judgements and answers were kept, with three proposals."""
    downgrade(directory=MIGRATIONS, revision="0003")
    db.session.execute(text(PROPOSALS), {"contact": CONTACT})
    db.session.commit()
    upgrade(directory=MIGRATIONS)
    return app


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


def test_what_came_through_a_link_is_told_from_what_a_person_proposed(grown: Flask) -> None:
    assert read("SELECT confirmed FROM proposal WHERE id = 1") == ("{}",)
    assert read("SELECT count(*) FROM proposal WHERE id > 1 AND confirmed IS NULL") == (2,)


def test_contacts_that_were_refused_are_forgotten_and_others_wait(grown: Flask) -> None:
    changes = "SELECT changes FROM proposal WHERE id = "
    refused, waiting = str(read(f"{changes} 2")[0]), str(read(f"{changes} 3")[0])
    assert "+223 7" not in refused
    assert "Her" not in refused
    assert "phone" in refused
    assert "+223 7" in waiting
