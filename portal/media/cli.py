"""`portal media`: whether every stored byte is still there, and still the same."""

from datetime import timedelta

import click
from flask.cli import AppGroup

from portal.media.checking import Check
from portal.media.mending import mend

media_commands = AppGroup("media", help="The stored files: what was sent, and the copies of it.")


@media_commands.command("check")
@click.option("--repair", is_flag=True, help="Mend what can be mended; never deletes an original.")
@click.option(
    "--grace", default=60, help="Minutes that bytes may wait for their row; 0 for a stopped site."
)
def check_command(*, repair: bool, grace: int) -> None:
    """Read every stored file, compare it with the database, and say what is wrong."""
    check, found = Check(timedelta(minutes=grace)), 0
    for problem in check.run():
        found += 1
        click.echo(problem)
        if repair:
            mend(problem)
    counts = check.counts
    click.echo(
        f"{counts['stored']} stored files read, {counts['bytes'] / 1_000_000:.1f} MB; rows name "
        f"{counts['original']} originals, {counts['copy']} copies, "
        f"{counts['thumbnail']} thumbnails"
    )
    if counts["lost"]:
        click.echo(f"{counts['lost']} originals are known to be lost; the desk asks for them")
    click.echo(f"{found} problems{', mended where possible' if repair and found else ''}")
    if found:
        raise SystemExit(1)
