"""The migration that gives organisations a role on a record."""

import sqlite3
from contextlib import closing
from pathlib import Path

from flask_migrate import downgrade, upgrade

from portal import ROOT, create_app
from portal.config import Settings
from portal.extensions import db

MIGRATIONS = str(ROOT / "migrations")

ROWS = "SELECT item_id, organisation_id, role FROM item_organisation ORDER BY 1, 2, 3"


def run(path: Path, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
    return rows


def test_organisations_of_before_publish_and_only_publishers_go_back(tmp_path: Path) -> None:
    app = create_app(Settings(environment="testing", data_dir=tmp_path))
    path = tmp_path / "portal.sqlite"
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision="0006")
        run(
            path,
            "INSERT INTO language (code, tag, labels, is_right_to_left, position)"
            " VALUES ('fra', 'fr', '{}', 0, 1)",
            "INSERT INTO organisation (id, slug, kind, name, acronym, expansion, translations,"
            " aliases, legal_form, founded, missions, links, language_code, is_unlisted,"
            " is_demonstration, search_names, status, visibility, created_at, updated_at, version)"
            " VALUES (1, 'a', 'network', 'A', '', '', '{}', '[]', '', '', '{}', '[]', 'fra', 0, 0,"
            " '', 'published', 'public', '2026-01-01', '2026-01-01', 1)",
            "INSERT INTO item (id, identifier, slug, kind, title, summary, body, language_code,"
            " date, rights, status, visibility, created_at, updated_at, version)"
            " VALUES (7, 'x', 'x', 'report', 'X', '', '', 'fra', '', 'cc-by', 'published',"
            " 'public', '2026-01-01', '2026-01-01', 1)",
            "INSERT INTO item_organisation VALUES (7, 1)",
        )
        upgrade(directory=MIGRATIONS, revision="0008")
        assert run(path, ROWS) == [(7, 1, "publisher")]
        assert run(path, "SELECT rights, version FROM item") == [("cc-by", 1)]
        run(path, "INSERT INTO item_organisation VALUES (7, 1, 'funder')")
        downgrade(directory=MIGRATIONS, revision="0006")
        assert run(path, "SELECT * FROM item_organisation") == [(7, 1)]
        upgrade(directory=MIGRATIONS, revision="0008")
        assert run(path, ROWS) == [(7, 1, "publisher")]
        db.session.remove()
        db.engine.dispose()
