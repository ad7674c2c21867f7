"""Who works on the data folder: the site, or a restore, never both."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import click

from portal.config import Settings

UNFINISHED = "restore-unfinished"
_NAME = "running.lock"


@contextmanager
def run_site(settings: Settings) -> Iterator[None]:
    """Hold the data folder for the site, beside others of its processes.

    Raises ClickException while a restore is running, or when one did not end.
    """
    with _lock(settings, fcntl.LOCK_SH, "A restore is running: wait until it has ended."):
        if (settings.data_dir / UNFINISHED).exists():
            raise click.ClickException(
                f"A restore into {settings.data_dir} did not end: run portal restore again."
            )
        yield


@contextmanager
def stop_site(settings: Settings) -> Iterator[None]:
    """Hold the data folder alone, or raise ClickException while the site runs."""
    message = "The site is running, or another restore is: stop it first."
    with _lock(settings, fcntl.LOCK_EX, message):
        yield


@contextmanager
def _lock(settings: Settings, kind: int, refusal: str) -> Iterator[None]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (settings.data_dir / _NAME).open("a") as lock:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(refusal) from None
        yield
