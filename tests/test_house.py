"""What holds for the whole product."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask
from flask_migrate import upgrade

from portal import ROOT, create_app
from portal.auth.access import label_of
from portal.config import Settings, SettingsError
from portal.extensions import Model, db

SOURCES = sorted((ROOT / "portal").rglob("*.py"))
LONGEST_FILE = 300


def test_imports_look_down_only() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_views_editing_and_web_know_the_request(path: Path) -> None:
    place = path.relative_to(ROOT / "portal")
    allowed = place.parts[0] == "web" or place.name in {
        "access.py",
        "editing.py",
        "files.py",
        "views.py",
    }
    imported = re.search(
        r"^from flask import (?:\([^)]*\brequest\b|.*\brequest\b)", path.read_text(), re.MULTILINE
    )
    assert allowed or not imported


def test_every_endpoint_has_a_permission(app: Flask) -> None:
    unlabelled = [name for name in app.view_functions if label_of(name) is None]
    assert unlabelled == []


def test_nothing_of_the_desk_is_public(app: Flask) -> None:
    desk = [rule for rule in app.url_map.iter_rules() if "/desk/" in rule.rule]
    assert desk
    assert not [rule.rule for rule in desk if label_of(rule.endpoint).value == "public"]


def test_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    app = create_app(Settings(environment="testing", data_dir=tmp_path / "data"))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Model.metadata) == []
        db.engine.dispose()


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def extracted(tmp_path: Path) -> Catalog:
    template = tmp_path / "messages.pot"
    pybabel = Path(sys.executable).with_name("pybabel")
    subprocess.run(
        [
            *(pybabel, "-q", "extract", "-F", "babel.cfg", "-k", "lazy_gettext", "-k", "_"),
            *("-o", template, "portal", "templates"),
        ],
        cwd=ROOT,
        check=True,
    )
    return read_catalogue(template)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_catalogues_are_complete_and_fresh(language: str, tmp_path: Path) -> None:
    folder = ROOT / "translations" / language / "LC_MESSAGES"
    catalogue = read_catalogue(folder / "messages.po")
    wanted = {message.id for message in extracted(tmp_path) if message.id}
    known = {message.id for message in catalogue if message.id}
    assert wanted - known == set(), "sentences without a translation: make translations"
    assert known - wanted == set(), "translations nobody uses: make translations"
    for message in catalogue:
        if message.id:
            assert not message.fuzzy, message.id
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(forms), message.id
            assert not list(message.check(catalogue)), message.id
    assert (folder / "messages.mo").stat().st_mtime_ns
    compiled = (folder / "messages.mo").read_bytes()
    assert compiled == compile_catalogue(catalogue)


def compile_catalogue(catalogue: Catalog) -> bytes:
    from io import BytesIO

    from babel.messages.mofile import write_mo

    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_placeholders_survive_translation(language: str) -> None:
    catalogue = read_catalogue(ROOT / "translations" / language / "LC_MESSAGES" / "messages.po")
    placeholder = re.compile(r"%\(\w+\)s|\{\w+\}")
    for message in catalogue:
        if message.id and not isinstance(message.id, tuple):
            assert set(placeholder.findall(message.id)) == set(placeholder.findall(message.string))


@pytest.mark.parametrize("secret", ["", "short"])
def test_production_refuses_to_start_without_a_secret_key(secret: str) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        Settings.from_environment({"PORTAL_ENV": "production", "SECRET_KEY": secret})


def test_a_site_that_others_can_reach_needs_a_secret_of_its_own() -> None:
    assert Settings.from_environment({"HOST": "127.0.0.1"}).host == "127.0.0.1"
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        Settings.from_environment({"HOST": "192.0.2.1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "http"), ("WEB_WORKERS", "-2"), ("SECURE_COOKIES", "perhaps"), ("PORTAL_ENV", "x")],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


def test_production_cookies_are_secure() -> None:
    settings = Settings.from_environment(
        {"PORTAL_ENV": "production", "SECRET_KEY": "x" * 40, "TRUSTED_HOSTS": "musoya.example"}
    )
    assert settings.secure_cookies


def test_a_wrong_setting_is_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal", "setup"],
        env={"PORTAL_ENV": "production", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("portal: SECRET_KEY")
    assert "Traceback" not in done.stderr
