"""Organisations from the command line."""

from pathlib import Path

from flask import Flask

from portal.directory.queries import count_organisations, get_known_organisation
from portal.extensions import db

HEADER = "slug,name,acronym,kind\n"


def run(app: Flask, path: Path, text: str) -> tuple[int, str]:
    path.write_text(text, encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["directory", "import", str(path)])
    db.session.rollback()
    return result.exit_code, result.output


def test_organisations_are_created_and_updated(app: Flask, tmp_path: Path) -> None:
    run(app, tmp_path / "a.csv", f"{HEADER}ours,Our network,ON,network\n")
    before = count_organisations()
    assert run(app, tmp_path / "a.csv", f"{HEADER}ours,Réseau,RX,alliance\n")[0] == 0
    db.session.expire_all()
    assert get_known_organisation("ours").full_name == "Réseau (RX)"
    assert count_organisations() == before


def test_an_unknown_kind_is_named_and_changes_nothing(app: Flask, tmp_path: Path) -> None:
    before = count_organisations()
    code, said = run(app, tmp_path / "a.csv", f"{HEADER}a,A,,network\nb,B,,club\n")
    assert code == 1
    assert "'club'" in said
    assert "platform, alliance" in said
    assert count_organisations() == before


def test_a_missing_column_is_named(app: Flask, tmp_path: Path) -> None:
    code, said = run(app, tmp_path / "a.csv", "slug,name\na,A\n")
    assert code == 1
    assert "'acronym' is missing" in said
