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
    manifest, aside = load_backup(current_app.extensions["settings"], root, name, replace=replace)
    click.echo(f"Loaded the backup of {manifest.made_at}: {_describe(manifest)}.")
    if aside:
        click.echo(f"The old site is in {aside}: delete it when all is well.")
    click.echo("Everybody signs in again. Look at portal user list: roles are as they were then.")
    saved = root.read(name)[0] / SETTINGS_NAME
    for sentence in compare_settings(saved.read_text("utf-8")):
        click.echo(sentence)


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
