"""Maintenance of the directory from the command line."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.directory.exchange.models import DirectoryImport, ImportState, LineOutcome
from portal.directory.exchange.queries import count_lines, count_written, list_lines
from portal.directory.loading import load_table, take_step
from portal.directory.queries import list_names_by_slug
from portal.errors import InvalidError
from portal.extensions import db
from portal.vocabulary.queries import fold

directory_commands = AppGroup("directory", help="The organisations of the directory.")


@directory_commands.command("import")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every line and change nothing.")
@click.option("--undo", type=int, metavar="NUMBER", help="Take back an import, by its number.")
@click.option("--demonstration", is_flag=True, help="Mark new organisations as demonstration.")
def import_command(
    file: Path | None, *, dry_run: bool, undo: int | None, demonstration: bool
) -> None:
    """Create and update organisations, or who does what where, from FILE (CSV or XLSX)."""
    if (file is None) == (undo is None):
        raise click.UsageError("Give a FILE, or --undo and the number of an import.")
    if undo is not None:
        _undo(undo)
    elif file is not None:
        _import(file, dry_run=dry_run, is_demonstration=demonstration)


@directory_commands.command("list")
@click.argument("words", nargs=-1)
def list_command(words: tuple[str, ...]) -> None:
    """List slug, acronym and name of each organisation, or of those whose names have all WORDS."""
    wanted = [fold(word) for word in words]
    for names in list_names_by_slug().values():
        if all(word in fold(" ".join(names)) for word in wanted):
            click.echo("\t".join(names))


def _import(file: Path, *, dry_run: bool, is_demonstration: bool) -> None:
    if not file.is_file():
        raise click.ClickException(f"{file}: there is no such file.")
    try:
        import_ = load_table(file, is_demonstration=is_demonstration, dry_run=dry_run)
    except InvalidError as error:
        raise click.ClickException(f"{error} Nothing was changed.") from None
    if import_.notice:
        click.echo(import_.notice, err=True)
    for line in list_lines(import_.id, outcome=LineOutcome.REFUSED):
        said = "; ".join(f"{name}: {text}".lstrip(": ") for name, text in line.problems.items())
        click.echo(f"{line.number}\t{line.label}\trefused\t{said}")
    counts = count_lines(import_.id)
    click.echo(", ".join(f"{counts[outcome]} {outcome}" for outcome in _ORDER))
    if dry_run:
        db.session.delete(import_)
        db.session.commit()
    else:
        click.echo(f"Import {import_.id}; portal directory import --undo {import_.id} undoes it.")
    if counts[LineOutcome.REFUSED]:
        raise SystemExit(1)


_ORDER = (
    LineOutcome.CREATED,
    LineOutcome.UPDATED,
    LineOutcome.UNCHANGED,
    LineOutcome.REFUSED,
)


def _undo(number: int) -> None:
    import_ = db.session.get(DirectoryImport, number)
    if import_ is None or import_.state not in {ImportState.DONE, ImportState.UNDOING}:
        raise click.ClickException(f"There is no import {number} to undo.")
    before = count_written(number)
    take_step(number, ImportState.UNDOING)
    left = count_written(number)
    click.echo(f"{before - left} lines taken back; {left} left, because they were changed since.")
