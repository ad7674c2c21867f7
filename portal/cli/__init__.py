"""The command line: `portal`, the commands of every feature gathered."""

import sys

import click
from flask.cli import FlaskGroup

from portal import create_app
from portal.cli.guards import guard
from portal.config import SettingsError
from portal.data_folder import restrict_umask


def commands() -> list[click.Command]:
    """Return every command of the product."""
    from portal.cli.backup import backup_command, restore_command
    from portal.cli.demo import demo_commands
    from portal.cli.run import run_command
    from portal.cli.serve import serve_command
    from portal.cli.setup import setup_command
    from portal.cli.users import user_commands
    from portal.cli.worker import worker_command
    from portal.directory.cli import directory_commands
    from portal.library.cli import library_commands
    from portal.media.cli import media_commands
    from portal.search.cli import index_commands

    return guard(
        [
            backup_command,
            demo_commands,
            directory_commands,
            index_commands,
            library_commands,
            media_commands,
            restore_command,
            run_command,
            serve_command,
            setup_command,
            user_commands,
            worker_command,
        ]
    )


class PortalGroup(FlaskGroup):
    """The commands, listed without the application: help works whatever the settings are."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        del ctx
        return sorted(self.commands)


def main() -> None:
    """Run `portal`; a wrong setting is a sentence, not a traceback."""
    restrict_umask()
    group = PortalGroup(
        create_app=create_app,
        add_default_commands=False,
        add_version_option=False,
        help="Musoya Portal: a light library and directory for women's-rights networks.",
    )
    for command in commands():
        group.add_command(command)
    try:
        group.main(prog_name="portal")
    except SettingsError as error:
        sys.exit(f"portal: {error}")
