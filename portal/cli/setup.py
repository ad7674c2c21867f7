"""Preparing a site, and bringing an older one up to date."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from portal.directory.sheets import refold_names
from portal.extensions import analyse
from portal.search.services import load_default_synonyms
from portal.vocabulary.services import load_vocabularies


@click.command("setup")
@with_appcontext
def setup_command() -> None:
    """Create or migrate the database, and load the vocabularies. Safe to run again."""
    set_up()


def set_up() -> None:
    """Bring the database and all that the product keeps in it to this version."""
    upgrade(directory=current_app.extensions["migrate"].directory)
    load_vocabularies()
    load_default_synonyms()
    refold_names()
    analyse()
