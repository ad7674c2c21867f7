"""Trying the product: everything prepared, demonstrated and served by one command."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.cli.demo import PEOPLE, demo_password, is_loaded, load_demo
from portal.cli.serve import replace_by_server
from portal.cli.setup import set_up
from portal.config import Settings


@click.command("run")
@with_appcontext
def run_command() -> None:
    """Prepare the site, load the demonstration content if it is new, and serve it."""
    settings: Settings = current_app.extensions["settings"]
    set_up()
    if not is_loaded():
        click.echo("Loading the demonstration content…")
        load_demo()
        click.echo("Its files are being prepared meanwhile; all can be heard in a minute or two.")
    click.echo(f"\nMusoya Portal: http://{settings.host}:{settings.port}/\n")
    click.echo(f"Accounts: {', '.join(PEOPLE)}; password: {demo_password()}")
    click.echo("Ctrl-C stops it.\n")
    replace_by_server()
