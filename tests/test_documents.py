"""The documents know each setting, command, column, package and decision; their links hold."""

import re
import tomllib
from pathlib import Path

import click
import pytest

from portal.cli import commands
from portal.cli.guards import iterate_commands
from portal.config import Settings
from portal.directory.exchange.columns import TABLES, Column
from portal.library.rows import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "adr").glob("[0-9]*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
FOUNDING_DECISIONS = range(1, 26)

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED_PATH = re.compile(
    r"`((?:\.ci|bench|demo|docs|portal|scripts|static|templates|tests|translations)/[^`\s…]*)`"
)


class Asked(dict[str, str]):
    """An environment that is empty and remembers what it was asked for."""

    def get(self, name: str, default: object = "") -> object:  # type: ignore[override]
        self[name] = ""
        return default


def settings_read() -> list[str]:
    asked = Asked()
    Settings.from_environment(asked)
    return sorted(asked)


def operating() -> str:
    return (DOCS / "operating.md").read_text(encoding="utf-8")


def packages_wanted() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return [re.split(r"[<>=!~\[ ]", line)[0] for line in wanted]


def anchors_of(path: Path) -> set[str]:
    """The anchors that headings get: lower case, no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", settings_read())
def test_every_setting_is_explained(name: str) -> None:
    assert f"| `{name}` |" in operating()


@pytest.mark.parametrize(("name", "command"), list(iterate_commands(commands())))
def test_every_command_is_explained(name: str, command: click.Command) -> None:
    assert f"`{name}" in operating()
    for parameter in command.params:
        for option in (*parameter.opts, *parameter.secondary_opts):
            assert not option.startswith("--") or f"`{option}" in operating(), f"{name} {option}"


@pytest.mark.parametrize("column", COLUMNS)
def test_every_import_column_is_explained(column: str) -> None:
    assert f"| `{column}` |" in operating()


@pytest.mark.parametrize("column", [column for table in TABLES.values() for column in table])
def test_every_column_of_the_directory_is_explained(column: Column) -> None:
    assert f"| `{column.name}` | `{column.tag}` | " in operating()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_files_named_in_a_document_exist(document: Path) -> None:
    for name in NAMED_PATH.findall(document.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


def test_every_decision_is_listed() -> None:
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in DECISIONS if f"]({path.name})" not in index] == []
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_founding_decision_is_found() -> None:
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    founding = index.partition("## The founding decisions")[2]
    assert [int(n) for n in re.findall(r"^\| (\d+)\. .*\[\d+\]\(", founding, re.MULTILINE)] == list(
        FOUNDING_DECISIONS
    )


@pytest.mark.parametrize("decision", DECISIONS, ids=name_of)
def test_decisions_have_one_shape(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(decision.name[:4])}. ")
    for part in ("**Status:** accepted", "## Context", "## Decision", "## Consequences"):
        assert f"\n{part}" in text


def test_every_dependency_has_a_reason_and_no_other_is_listed() -> None:
    page = (DOCS / "adr" / "0027-dependencies.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([\w-]+) \| .+ \| .+ \|$", page, re.MULTILINE)
    assert sorted(set(listed) - {"package"}) == sorted(packages_wanted())
