"""Maintenance of the directory from the command line."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.directory.loading import load_organisations
from portal.directory.models import OrganisationKind
from portal.errors import InvalidError

directory_commands = AppGroup("directory", help="The organisations of the directory.")


@directory_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_command(file: Path) -> None:
    """Create and update organisations from FILE, a CSV file of slug, name, acronym, kind."""
    try:
        count = load_organisations(file)
    except KeyError as error:
        raise click.ClickException(f"The column {error} is missing; nothing was changed.") from None
    except InvalidError as error:
        raise click.ClickException(f"{error} Nothing was changed.") from None
    except ValueError as error:
        kinds = ", ".join(OrganisationKind)
        raise click.ClickException(
            f"{error}; nothing was changed. Kinds are: {kinds}. The file is UTF-8."
        ) from None
    click.echo(f"{count} organisations created or updated.")
