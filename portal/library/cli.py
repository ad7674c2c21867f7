"""Maintenance of the library from the command line."""

from collections import Counter
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.library.importing import Outcome, import_items

library_commands = AppGroup("library", help="The items of the library.")


@library_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every row and change nothing.")
@click.option("--quiet", is_flag=True, help="Print only the rows to look at, and the totals.")
def import_command(file: Path, *, dry_run: bool, quiet: bool) -> None:
    """Create and update items from FILE, a CSV or JSON Lines file, by identifier."""
    totals: Counter[Outcome] = Counter()
    for line in import_items(file, dry_run=dry_run):
        totals[line.outcome] += 1
        if line.problems or not quiet:
            reasons = "; ".join(f"{column}: {text}" for column, text in line.problems.items())
            click.echo(f"{line.row}\t{line.identifier}\t{line.outcome}\t{reasons}".rstrip())
    summary = ", ".join(f"{totals[outcome]} {outcome}" for outcome in Outcome)
    click.echo(f"{'Dry run: ' if dry_run else ''}{summary}")
    if totals[Outcome.REFUSED]:
        raise SystemExit(1)
