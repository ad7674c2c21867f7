"""`portal index`: rebuild, check and describe the search index."""

import click
from flask import current_app
from flask.cli import AppGroup

from portal.config import Settings
from portal.search.comparison import compare_index, repair_index
from portal.search.errors import IndexUnavailableError
from portal.search.index import get_engine
from portal.search.indexer import rebuild_index
from portal.search.lock import find_owner
from portal.search.queries import count_waiting

index_commands = AppGroup(
    "index", help="The search index: a copy of the database, made for finding."
)


@index_commands.command("rebuild")
def rebuild() -> None:
    """Build the index anew; the old one serves until the new one is whole."""
    try:
        click.echo(f"{rebuild_index()} documents indexed")
    except IndexUnavailableError as error:
        raise click.ClickException(str(error)) from error


@index_commands.command("check")
@click.option("--repair/--no-repair", default=True, help="Index again whatever differs.")
def check(*, repair: bool) -> None:
    """Compare the index with the database, and repair what differs."""
    try:
        get_engine().check_files()
        found = compare_index()
    except IndexUnavailableError as error:
        if not repair:
            raise click.ClickException(f"{error}; run: portal index rebuild") from error
        click.echo(f"{error}: rebuilding")
        click.echo(f"{rebuild_index()} documents indexed")
        return
    click.echo(
        f"{len(found.missing)} missing, {len(found.stale)} out of date, "
        f"{len(found.unwanted)} that should not be found"
    )
    if found.count and repair:
        repair_index(found)
        click.echo(f"{found.count} repaired")
    elif found.count:
        raise SystemExit(1)


@index_commands.command("status")
def status() -> None:
    """Say what the index holds, what waits, and who is writing."""
    settings: Settings = current_app.extensions["settings"]
    try:
        click.echo(get_engine().describe())
    except IndexUnavailableError as error:
        click.echo(f"no usable index: {error}")
    click.echo(f"{count_waiting()} changes wait")
    if owner := find_owner(settings.index_dir):
        click.echo("writing: process {process} on {host}, for {seconds} s".format(**owner))
