"""Locks on the data folder: of the site against a restore, and of its one worker."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import click

from portal.config import Settings

log = logging.getLogger(__name__)

UNFINISHED = "restore-unfinished"
_SITE = "running.lock"
_WORKER = "worker.lock"


@contextmanager
def run_site(settings: Settings) -> Iterator[None]:
    """Hold the data folder for the site, beside others of its processes.

    Raises ClickException while a restore is running, or when one did not end.
    """
    refusal = "A restore is running: wait until it has ended."
    with _open(settings, _SITE) as lock:
        _lock(lock, fcntl.LOCK_SH, refusal)
        if (settings.data_dir / UNFINISHED).exists():
            raise click.ClickException(
                f"A restore into {settings.data_dir} did not end: run portal restore again."
            )
        yield


@contextmanager
def stop_site(settings: Settings) -> Iterator[None]:
    """Hold the data folder alone, or raise ClickException while the site runs."""
    with _open(settings, _SITE) as lock:
        _lock(lock, fcntl.LOCK_EX, "The site is running, or another restore is: stop it first.")
        yield


@contextmanager
def run_only_worker(settings: Settings, *, wait: bool) -> Iterator[None]:
    """Hold the lock of the one worker of a site; the kernel releases it if the process dies.

    While another worker runs, wait for its end or raise ClickException.
    """
    refusal = "A worker is running for this site already: portal serve starts one by itself."
    with _open(settings, _WORKER) as lock:
        try:
            _lock(lock, fcntl.LOCK_EX, refusal)
        except click.ClickException:
            if not wait:
                raise
            log.warning("another worker is running, waiting for its end")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _open(settings: Settings, name: str) -> Iterator[IO[str]]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (settings.data_dir / name).open("a") as lock:
        yield lock


def _lock(lock: IO[str], kind: int, refusal: str) -> None:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise click.ClickException(refusal) from None
