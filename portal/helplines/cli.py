"""`portal helplines`: whether people in danger find numbers to call."""

import click
from flask.cli import AppGroup

from portal.helplines.queries import count_states

helpline_commands = AppGroup("helplines", help="The numbers of the page for people in danger.")


@helpline_commands.command("check")
def check_command() -> None:
    """Count the numbers shown and those to call; fail if none is shown, or some need a call."""
    states = count_states()
    click.echo(
        f"{states.shown} numbers shown, {states.unchecked} not called yet, "
        f"{states.outdated} called more than 6 months ago"
    )
    if advice := missing_numbers():
        click.echo(advice)
    if advice or states.unchecked or states.outdated:
        raise SystemExit(1)


def missing_numbers() -> str:
    """Return what to do where visitors see no number, else nothing."""
    if count_states().shown:
        return ""
    return (
        "The page for people in danger shows no number to call: an administrator adds them under "
        "My desk, Numbers to call"
    )
