"""`portal helplines`: whether people in danger find numbers to call."""

import click
from flask.cli import AppGroup

from portal.helplines.queries import count_helplines

helpline_commands = AppGroup("helplines", help="The numbers of the page for people in danger.")


@helpline_commands.command("check")
def check_command() -> None:
    """Count the numbers shown and those to call; fail if none is shown, or some need a call."""
    counts = count_helplines()
    click.echo(
        f"Numbers shown: {counts.shown}; not called yet: {counts.unchecked}; "
        f"called more than 6 months ago: {counts.outdated}"
    )
    if advice := missing_numbers():
        click.echo(advice)
    if advice or counts.unchecked or counts.outdated:
        raise SystemExit(1)


def missing_numbers() -> str:
    """Return what to do where visitors see no number, else nothing."""
    if count_helplines().shown:
        return ""
    return (
        "The page for people in danger shows no number to call: an administrator adds them under "
        "My desk, Numbers to call"
    )
