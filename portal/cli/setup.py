"""Preparing a site, and bringing an older one up to date."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from portal.cli.readiness import check_owner, check_reach
from portal.config import Settings
from portal.data_folder import tighten
from portal.directory.sheets import refold_names
from portal.extensions import adopt_folder, analyse
from portal.helplines.cli import missing_numbers
from portal.search.services import load_default_synonyms
from portal.vocabulary.services import load_vocabularies


@click.command("setup")
@click.option("--adopt", is_flag=True, help="Move the site of this database to this machine.")
@with_appcontext
def setup_command(*, adopt: bool) -> None:
    """Create or migrate the database, and load the vocabularies. Safe to run again."""
    set_up(adopt=adopt)
    if advice := missing_numbers():
        click.echo(advice)


def set_up(*, adopt: bool = False) -> None:
    """Bring the database and all that the product keeps in it to this version.

    Raises NotReadyError if the database belongs to another data folder, unless that is to
    be replaced by this one.
    """
    settings: Settings = current_app.extensions["settings"]
    state = check_reach(settings)
    if state.folder_id and settings.database_url and not adopt:
        check_owner(settings, state.folder_id)
    upgrade(directory=current_app.extensions["migrate"].directory)
    adopt_folder(settings.data_dir)
    tighten(settings.data_dir)
    load_vocabularies()
    load_default_synonyms()
    refold_names()
    analyse()
