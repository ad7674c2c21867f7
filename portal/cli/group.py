"""The group of all commands, with the application that they work in."""

import click
from flask.cli import FlaskGroup

from portal import create_app
from portal.cli import commands


class PortalGroup(FlaskGroup):
    """The commands, listed without the application: help works whatever the settings are."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        del ctx
        return sorted(self.commands)


def run_group() -> None:
    """Run the command that the arguments name."""
    group = PortalGroup(
        create_app=create_app,
        add_default_commands=False,
        add_version_option=False,
        help="Musoya Portal: a light library and directory for women's-rights networks.",
    )
    for command in commands():
        group.add_command(command)
    group.main(prog_name="portal")
