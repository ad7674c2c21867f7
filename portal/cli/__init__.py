"""The command line: `portal`, the commands of every feature gathered."""

import sys
from typing import TYPE_CHECKING

from portal.config import SettingsError
from portal.data_folder import restrict_umask

if TYPE_CHECKING:
    import click


def commands() -> "list[click.Command]":
    """Return every command of the product."""
    from portal.cli.backup import backup_command, restore_command
    from portal.cli.demo import demo_commands
    from portal.cli.guards import guard
    from portal.cli.run import run_command
    from portal.cli.serve import serve_command
    from portal.cli.setup import setup_command
    from portal.cli.users import user_commands
    from portal.cli.worker import worker_command
    from portal.directory.cli import directory_commands
    from portal.helplines.cli import helpline_commands
    from portal.library.cli import library_commands
    from portal.media.cli import media_commands
    from portal.search.cli import index_commands

    return guard(
        [
            backup_command,
            demo_commands,
            directory_commands,
            helpline_commands,
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


def main() -> None:
    """Run `portal`; a wrong setting is a sentence, not a traceback.

    `portal serve` stays in memory beside the processes that it starts, so it is the one command
    that does not load the application.
    """
    restrict_umask()
    try:
        if sys.argv[1:2] == ["serve"]:
            from portal.cli.serve import serve_command

            serve_command.main(sys.argv[2:], prog_name="portal serve")
        else:
            from portal.cli.group import run_group

            run_group()
    except SettingsError as error:
        sys.exit(f"portal: {error}")
