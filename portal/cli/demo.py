"""The demonstration content: organisations, items with their files, and three people."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.auth.models import RoleName
from portal.auth.queries import find_user
from portal.auth.services import create_user, grant_role
from portal.config import Settings
from portal.directory.loading import load_organisations
from portal.directory.queries import get_known_organisation
from portal.extensions import run_pending
from portal.extensions.queue import Lane
from portal.library.importing import Outcome, import_items

DEMO = Path(__file__).resolve().parent.parent.parent / "demo"
DEFAULT_PASSWORD = "musoya-demo-2026"  # noqa: S105 - printed for whoever tries the product
ORGANISATION = "rejefpo"
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
    run_pending()
    click.echo("Demonstration content loaded.")


def load_demo() -> None:
    """Load what is missing, so that it can be found; its files are left to the worker."""
    load_organisations(DEMO / "organisations.csv")
    for line in import_items(DEMO / "items.jsonl"):
        if line.outcome is Outcome.REFUSED:
            click.echo(f"{line.identifier}: {line.problems}", err=True)
    _create_people()
    run_pending([Lane.QUICK])


def is_loaded() -> bool:
    """Tell whether the demonstration accounts exist."""
    return all(find_user(login) for login in PEOPLE)


def demo_password() -> str:
    """Return the password of the demonstration accounts, from DEMO_PASSWORD."""
    settings: Settings = current_app.extensions["settings"]
    return settings.demo_password or DEFAULT_PASSWORD


def _create_people() -> None:
    organisation = get_known_organisation(ORGANISATION)
    for login, (name, role, is_local) in PEOPLE.items():
        if find_user(login) is None:
            user = create_user(login, name=name, password=demo_password())
            grant_role(user, role, organisation.id if is_local else None)
