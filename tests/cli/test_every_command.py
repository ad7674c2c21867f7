"""What holds for every command, walked from the list of commands."""

import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from portal import ROOT, cli
from portal.auth.models import RoleName
from portal.cli.guards import WITHOUT_SITE, iterate_commands
from portal.config import Settings
from portal.data_folder import ID_NAME

COMMANDS = dict(iterate_commands(cli.commands()))
NEEDING_A_SITE = sorted(set(COMMANDS) - WITHOUT_SITE)
FOREVER = {"portal serve", "portal worker", "portal run"}
SHORTEST_SENTENCE = 12

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run a command as `portal` does, in this process, with a data folder."""
    umask = os.umask(0o022)

    def run_command(name: str, *arguments: str, **environment: str) -> tuple[int, str, str]:
        for setting, value in environment.items():
            monkeypatch.setenv(setting, value)
        monkeypatch.setattr(sys, "argv", [*name.split(), *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        code = ended.value.code
        if isinstance(code, str):
            return 1, said.out, said.err + code + "\n"
        return int(code or 0), said.out, said.err

    yield run_command
    os.umask(umask)


def arguments_of(command: click.Command, tmp_path: Path) -> list[str]:
    """Return arguments that the command accepts, for people and files that do not exist."""
    given: list[str] = []
    for parameter in command.params:
        kind = parameter.type
        if isinstance(parameter, click.Option):
            if parameter.name == "password":
                given += ["--password", "jeudi vert pirogue"]
            continue
        if not parameter.required:
            continue
        if isinstance(kind, click.Choice):
            given.append(str(kind.choices[0]))
        elif isinstance(kind, click.Path):
            path = tmp_path / "given"
            if kind.file_okay:
                path.write_text("identifier\n", "utf-8")
            given.append(str(path))
        else:
            given.append("nobody")
    return given


@pytest.mark.parametrize("name", NEEDING_A_SITE)
def test_before_the_setup_a_command_says_what_to_do(name: str, run: Run, tmp_path: Path) -> None:
    arguments = arguments_of(COMMANDS[name], tmp_path)
    code, out, err = run(name, *arguments, DATA_DIR=str(tmp_path / "empty"))
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1, err
    assert "run portal setup first" in err


@pytest.mark.parametrize("name", NEEDING_A_SITE)
@pytest.mark.parametrize("state", [("0001", "run portal setup first"), ("9999", "newer version")])
def test_with_a_database_of_another_version_a_command_says_what_to_do(
    settings: Settings, name: str, state: tuple[str, str], run: Run, tmp_path: Path
) -> None:
    data_dir, (revision, advice) = settings.data_dir, state
    with closing(sqlite3.connect(data_dir / "portal.sqlite")) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", [revision])
        database.commit()
    arguments = arguments_of(COMMANDS[name], tmp_path)
    code, out, err = run(name, *arguments, DATA_DIR=str(data_dir))
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1, err
    assert advice in err


@pytest.mark.parametrize("name", NEEDING_A_SITE)
def test_on_a_second_machine_a_command_is_refused(
    settings: Settings, name: str, run: Run, tmp_path: Path
) -> None:
    data_dir = settings.data_dir
    arguments = arguments_of(COMMANDS[name], tmp_path)
    code, out, err = run(
        name,
        *arguments,
        DATA_DIR=str(tmp_path / "second"),
        DATABASE_URL=f"sqlite:///{data_dir / 'portal.sqlite'}",
    )
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1, err
    assert "belongs to the data folder of another machine" in err


def test_setup_refuses_a_second_machine_until_the_site_is_moved_there(
    settings: Settings, run: Run, tmp_path: Path
) -> None:
    first, second = settings.data_dir, tmp_path / "second"
    url = f"sqlite:///{first / 'portal.sqlite'}"
    assert "belongs to" in run("portal setup", DATA_DIR=str(second), DATABASE_URL=url)[2]
    assert run("portal setup", "--adopt", DATA_DIR=str(second))[0] == 0
    assert run("portal user list", DATA_DIR=str(second))[0] == 0
    assert "belongs to" in run("portal user list", DATA_DIR=str(first))[2]


def test_a_moved_data_folder_goes_on_working(settings: Settings, run: Run, tmp_path: Path) -> None:
    data_dir = settings.data_dir
    moved = data_dir.rename(tmp_path / "moved")
    assert run("portal user list", DATA_DIR=str(moved))[0] == 0


def test_a_data_folder_without_its_id_says_what_to_do(settings: Settings, run: Run) -> None:
    data_dir = settings.data_dir
    (data_dir / ID_NAME).unlink()
    assert run("portal user list", DATA_DIR=str(data_dir))[0] == 1
    assert run("portal setup", DATA_DIR=str(data_dir))[0] == 0
    assert run("portal user list", DATA_DIR=str(data_dir))[0] == 0


@pytest.mark.parametrize("name", ["portal", *COMMANDS])
def test_help_needs_no_site(name: str, run: Run, tmp_path: Path) -> None:
    code, out, err = run(name, "--help", DATA_DIR=str(tmp_path / "empty"), PORT="wrong")
    assert (code, err) == (0, "")
    assert out.startswith("Usage:")


def french_sentences() -> list[re.Pattern[str]]:
    """The translations that are long enough to be known in an output, placeholders open."""
    path = ROOT / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
    patterns = []
    with path.open("rb") as file:
        for message in read_po(file):
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            for text in forms:
                parts = re.split(r"%\(\w+\)s", str(text))
                if message.id and len(max(parts, key=len)) >= SHORTEST_SENTENCE:
                    patterns.append(re.compile(".*".join(map(re.escape, parts))))
    return patterns


FRENCH = french_sentences()


def assert_english(output: str) -> None:
    found = [pattern.pattern for pattern in FRENCH if pattern.search(output)]
    assert found == [], output


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - FOREVER - {"portal demo load"}))
def test_a_command_speaks_english_whatever_the_locale(
    settings: Settings, name: str, run: Run, tmp_path: Path
) -> None:
    arguments = arguments_of(COMMANDS[name], tmp_path)
    _code, out, err = run(
        name,
        *arguments,
        DATA_DIR=str(settings.data_dir),
        LANG="fr_FR.UTF-8",
        LC_ALL="fr_FR.UTF-8",
    )
    assert "Traceback" not in err
    assert_english(out + err)


BAD_INPUT: list[tuple[str, list[str], str]] = [
    ("portal user create", ["fanta", "--password", "short"], "Choose a password"),
    ("portal user create", ["fanta", "--password", "fanta-fanta-1"], "easy to guess"),
    ("portal user create", ["editor", "--password", "jeudi vert pirogue"], "login is taken"),
    ("portal user password", ["editor", "--password", "editor editor"], "easy to guess"),
    ("portal library import", ["items.csv"], "refused"),
    ("portal directory import", ["table.csv"], "refused"),
    ("portal directory import", ["nothing.csv"], "no such file"),
    ("portal directory import", ["empty.csv"], "Nothing was changed"),
    ("portal directory import", ["--undo", "77"], "no import 77"),
]


@pytest.mark.parametrize("case", BAD_INPUT, ids=lambda case: " ".join(case[1]))
def test_what_services_refuse_is_said_in_english(
    settings: Settings, case: tuple[str, list[str], str], run: Run, tmp_path: Path
) -> None:
    name, arguments, part = case
    (tmp_path / "items.csv").write_text("identifier,kind,date\nx,club,yesterday\n", "utf-8")
    (tmp_path / "table.csv").write_text("slug,name,kind,founded\na,A,club,yesterday\n", "utf-8")
    (tmp_path / "empty.csv").write_text("", "utf-8")
    given = [str(tmp_path / one) if one.endswith(".csv") else one for one in arguments]
    code, out, err = run(name, *given, DATA_DIR=str(settings.data_dir), LANG="fr_FR.UTF-8")
    assert code == 1
    assert part in out + err
    assert_english(out + err)


def test_an_unknown_name_is_answered_with_the_nearest(settings: Settings, run: Run) -> None:
    data_dir = str(settings.data_dir)
    grant = ("portal user grant", "editor", RoleName.EDITOR.value, "--organisation")
    assert "Did you mean rejefpo?" in run(*grant, "rejefp", DATA_DIR=data_dir)[2]
    assert "Did you mean rejefpo?" in run(*grant, "Réseau des jeunes femmes", DATA_DIR=data_dir)[2]
    assert "portal directory list" in run(*grant, "zzzz", DATA_DIR=data_dir)[2]
    assert "Did you mean editor?" in run("portal user disable", "editr", DATA_DIR=data_dir)[2]
    assert "portal user list" in run("portal user disable", "zzzz", DATA_DIR=data_dir)[2]


def test_organisations_are_listed_with_their_slugs(settings: Settings, run: Run) -> None:
    data_dir = str(settings.data_dir)
    everything = run("portal directory list", DATA_DIR=data_dir)[1]
    assert "rejefpo\tREJEFPO\tRéseau des jeunes femmes leaders" in everything
    assert run("portal directory list", "reseau", "femmes")[1].startswith("rejefpo\t")
    assert run("portal directory list", "nothing-like-this")[1] == ""
