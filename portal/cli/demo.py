"""The demonstration: organisations, items with their files, and three people; taken out again."""

import json
from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.auth.models import RoleName
from portal.auth.queries import find_user, list_users
from portal.auth.services import create_user, grant_role
from portal.cli.demo_removal import Removal, carry_out, plan_removal
from portal.config import Settings
from portal.directory.demonstration.lines import list_named
from portal.directory.demonstration.loading import load_directory
from portal.directory.queries import get_known_organisation
from portal.extensions import run_pending
from portal.extensions.queue import Lane
from portal.helplines.demonstration import load_helplines
from portal.library.importing import Outcome, import_items

DEMO = Path(__file__).resolve().parent.parent.parent / "demo"
ITEMS, DIRECTORY = DEMO / "items.jsonl", DEMO / "directory"
HELPLINES = DEMO / "helplines.jsonl"
DEFAULT_PASSWORD = "musoya-demo-2026"  # noqa: S105 - printed for whoever tries the product
ORGANISATION = "demo-marraines"
STEP = 20
PEOPLE = {
    "contributor": ("Contributrice", RoleName.CONTRIBUTOR, True),
    "editor": ("Éditrice", RoleName.EDITOR, True),
    "administrator": ("Administratrice", RoleName.ADMINISTRATOR, False),
}

demo_commands = AppGroup("demo", help="The demonstration content.")


@demo_commands.command("load")
def load_command() -> None:
    """Load the demonstration content and its three accounts. Safe to run again."""
    load_demo()
    click.echo("  reading its files, which takes minutes…")
    run_pending()
    click.echo("Demonstration content loaded.")


@demo_commands.command("remove")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--named", is_flag=True, help="Remove the organisations named in public texts too.")
def remove_command(*, yes: bool, named: bool) -> None:
    """Remove the demonstration content and its accounts, and nothing that a person made."""
    removal = _plan(named=named)
    for reason in removal.kept:
        click.echo(f"Kept: {reason}")
    if removal.is_empty:
        click.echo("Nothing to remove.")
        return
    counted = removal.summary
    if not yes:
        click.confirm(f"Remove {counted}? Only a backup brings them back", abort=True)
    carry_out(removal)
    run_pending([Lane.QUICK])
    click.echo(f"Removed: {counted}.")
    if not any(user.is_administrator for user in list_users()):
        click.echo("No administrator is left: make one with portal user create and grant.")


def load_demo() -> None:
    """Load what is missing, so that it can be found; its files are left to the worker."""
    load_directory(DIRECTORY, report=progress("organisations"))
    load_helplines(HELPLINES)
    report, total = progress("records"), len(ITEMS.read_text("utf-8").splitlines())
    for number, line in enumerate(import_items(ITEMS), 1):
        if line.outcome is Outcome.REFUSED:
            click.echo(f"{line.identifier}: {line.problems}", err=True)
        report(number, total)
    _create_people()
    click.echo("  search index…")
    run_pending([Lane.QUICK])


def progress(what: str) -> Callable[[int, int], None]:
    """Return what prints how many are done: a line for each twenty, so that logs can hold it."""

    def report(done: int, total: int) -> None:
        if done % STEP == 0 or done == total:
            click.echo(f"  {what}: {done} of {total}")

    return report


def is_loaded() -> bool:
    """Tell whether the accounts of the demonstration exist, or people have accounts of their own.

    A site from which the demonstration was removed is not given it again.
    """
    return not {user.login for user in list_users()} < PEOPLE.keys()


def demo_password() -> str:
    """Return the password of the demonstration accounts, from DEMO_PASSWORD."""
    return _settings().demo_password or DEFAULT_PASSWORD


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _plan(*, named: bool) -> Removal:
    rows = map(json.loads, ITEMS.read_text(encoding="utf-8").splitlines())
    return plan_removal(
        identifiers=[row["identifier"] for row in rows],
        named=[line["slug"] for line in list_named(DIRECTORY)] if named else [],
        accounts=[user for login in PEOPLE if (user := find_user(login))],
        password=demo_password(),
    )


def _create_people() -> None:
    organisation = get_known_organisation(ORGANISATION)
    is_production = _settings().environment == "production"
    for login, (name, role, is_local) in PEOPLE.items():
        if find_user(login) is None:
            user = create_user(
                login, name=name, password=demo_password(), is_password_public=not is_production
            )
            grant_role(user, role, organisation.id if is_local else None)
