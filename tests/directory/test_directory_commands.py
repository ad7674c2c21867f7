"""Tables of the directory from the command line."""

import re
from pathlib import Path

from flask import Flask

from portal.directory.queries import count_organisations, get_known_organisation
from portal.extensions import db

HEADER = "slug,name,acronym,kind\n"


def run(app: Flask, path: Path, text: str, *options: str) -> tuple[int, str]:
    path.write_text(text, encoding="utf-8")
    return command(app, str(path), *options)


def command(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["directory", "import", *arguments])
    db.session.rollback()
    db.session.expire_all()
    return result.exit_code, result.output


def test_organisations_are_created_and_updated(app: Flask, tmp_path: Path) -> None:
    run(app, tmp_path / "a.csv", f"{HEADER}ours,Our network,ON,network\n")
    before = count_organisations()
    assert run(app, tmp_path / "a.csv", f"{HEADER}ours,Réseau,RX,alliance\n")[0] == 0
    assert get_known_organisation("ours").full_name == "Réseau (RX)"
    assert count_organisations() == before


def test_a_wrong_line_is_named_and_spoils_no_other(app: Flask, tmp_path: Path) -> None:
    before = count_organisations()
    code, said = run(app, tmp_path / "a.csv", f"{HEADER}a,A,,network\nb,B,,club\n")
    assert code == 1
    assert "3\t" in said
    assert "club" in said
    assert "1 created, 0 updated, 0 unchanged, 1 refused" in said
    assert count_organisations() == before + 1


def test_a_dry_run_changes_nothing(app: Flask, tmp_path: Path) -> None:
    before = count_organisations()
    code, said = run(app, tmp_path / "a.csv", f"{HEADER}a,A,,network\n", "--dry-run")
    assert (code, "1 created" in said) == (0, True)
    assert count_organisations() == before


def test_an_import_is_undone_by_its_number(app: Flask, tmp_path: Path) -> None:
    before = count_organisations()
    _code, said = run(app, tmp_path / "a.csv", f"{HEADER}a,A,,network\n", "--demonstration")
    assert get_known_organisation("a").is_demonstration
    found = re.search(r"--undo (\d+)", said)
    assert found
    code, said = command(app, "--undo", found[1])
    assert (code, "1 lines taken back; 0 left" in said) == (0, True)
    assert count_organisations() == before
    assert command(app, "--undo", found[1])[0] == 1


def test_what_is_no_table_is_refused_whole(app: Flask, tmp_path: Path) -> None:
    code, said = run(app, tmp_path / "a.csv", "colour,size\nred,1\n")
    assert code == 1
    assert "Nothing was changed" in said
    assert command(app)[0] == 2
    assert command(app, str(tmp_path / "missing.csv"))[0] == 1
