"""`portal backup` and `portal restore`: a copy of the whole site, and the site from a copy."""

import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.cli.backups.checking import check_backup
from portal.cli.backups.folder import BackupFolder
from portal.cli.backups.kept_settings import compare_settings
from portal.cli.backups.making import SETTINGS_NAME, make_backup
from portal.cli.backups.manifest import Manifest
from portal.cli.backups.restoring import load_backup
from portal.cli.backups.taken_back import Since, count_what_holds

_OURS_ALONE = 0o077

_folder = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.command("backup")
@_folder
@click.option("--keep", default=10, type=click.IntRange(min=1), help="How many backups to keep.")
@with_appcontext
def backup_command(folder: Path, *, keep: int) -> None:
    """Copy database, files, uploads under way and settings into FOLDER, while the site runs."""
    os.umask(_OURS_ALONE)
    target = BackupFolder(folder)
    made = make_backup(current_app.extensions["settings"], target)
    forgotten = target.keep_newest(keep)
    click.echo(
        f"Backup {made.name}: {_describe(made.manifest)}; new here: {made.new_files} files, "
        f"{made.new_bytes / 1_000_000:.1f} MB; {forgotten} old backups deleted."
    )
    if made.manifest.database is None:
        click.echo(
            "The database is not SQLite and is not in this backup: save it with pg_dump, each "
            "time before you run this command."
        )
    if made.manifest.lost:
        raise click.ClickException(
            f"{len(made.manifest.lost)} files that the database names were missing or damaged in "
            "the site itself: run portal media check."
        )


@click.command("restore")
@_folder
@click.option("--from", "name", default="", help="Which backup; the newest when left out.")
@click.option("--replace", is_flag=True, help="Put the site that is there aside.")
@click.option("--check", is_flag=True, help="Only read the backup, and say whether it is whole.")
@with_appcontext
def restore_command(folder: Path, *, name: str, replace: bool, check: bool) -> None:
    """Load the newest backup of FOLDER into an empty data folder; the site must be stopped."""
    os.umask(_OURS_ALONE)
    root = BackupFolder(folder)
    if check:
        _check(root, name)
        return
    restored = load_backup(current_app.extensions["settings"], root, name, replace=replace)
    made_at = restored.manifest.made_at
    click.echo(f"Loaded the backup of {made_at}: {_describe(restored.manifest)}.")
    if restored.aside:
        click.echo(f"The old site is in {restored.aside}: delete it when all is well.")
    click.echo("Everybody signs in again. Look at portal user list: roles are as they were then.")
    saved = root.read(name)[0] / SETTINGS_NAME
    for sentence in compare_settings(saved.read_text("utf-8")):
        click.echo(sentence)
    _warn(made_at, restored.since)


def _warn(made_at: str, since: Since | None) -> None:
    """Say what is open again, last, so that it is read before the site starts."""
    agreements, published = count_what_holds()
    if since:
        click.echo(f"Files taken back in the old site, and here again: {since.withdrawn}.")
        click.echo(f"Not public in the old site, and published here: {len(since.republished)}.")
        for identifier in since.republished:
            click.echo(f"  {identifier}")
    click.echo(
        f"Before you start the site: {agreements} agreements hold and {published} records are "
        f"published as on {made_at}. "
        + (
            "What was erased since is back too."
            if since
            else "What was taken back, unpublished or erased since is open again, and no later "
            "database says what that was."
        )
        + " How to list it: docs/operating.md, “Backup and restore”."
    )


def _check(root: BackupFolder, name: str) -> None:
    found, manifest = root.read(name)
    problems = list(check_backup(root, found, manifest))
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.ClickException(f"{found} is not whole.")
    click.echo(f"{found} is whole: {_describe(manifest)}.")


def _describe(manifest: Manifest) -> str:
    sizes = sum(file.size for file in manifest.files)
    database = (
        f"database {manifest.database.size / 1_000_000:.1f} MB, " if manifest.database else ""
    )
    return (
        f"{database}{len(manifest.files)} files, {sizes / 1_000_000:.1f} MB, "
        f"{len(manifest.uploads)} uploads under way"
    )
