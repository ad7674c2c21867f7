"""The worker: reads files and writes the index, one process for the whole site."""

import signal
import time
from contextlib import suppress
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext
from huey.consumer import Consumer

from portal.cli.running import run_only_worker, run_site
from portal.config import Settings
from portal.extensions.queue import Lane
from portal.web.json_logs import configure_logs

THREADS = 2
LONGEST_PAUSE_SECONDS = 0.5
HEALTH_SECONDS = 10


class WorkerToldToStopError(Exception):
    """SIGINT asks to finish the work in hand; SIGTERM, or a second signal, to leave it."""


class LaneConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """huey's consumer, as one of several in a process that listens to signals itself."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals alone."""


@click.command("worker")
@with_appcontext
def worker_command() -> None:
    """Run the background worker until it is told to stop."""
    settings: Settings = current_app.extensions["settings"]
    configure_logs(settings.log_level)
    with run_site(settings):
        work(settings, wait=False)


def work(settings: Settings, *, wait: bool) -> None:
    """Work in all lanes until SIGINT or SIGTERM, as the only worker of the site.

    While another worker runs, wait for its end or raise ClickException.
    """
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, _stop)
    with suppress(WorkerToldToStopError), run_only_worker(settings, wait=wait):
        run_consumers([_consumer(lane) for lane in Lane])


def run_consumers(consumers: list[LaneConsumer]) -> None:
    """Work in all lanes until told to stop, then stop them together.

    What is left unfinished is found again by the sweeps.
    """
    try:
        _work(consumers)
    except WorkerToldToStopError as told_by:
        for consumer in consumers:
            consumer.stop()
        if told_by.args == (signal.SIGINT,):
            _finish(consumers)


def _consumer(lane: Lane) -> LaneConsumer:
    is_quick = lane is Lane.QUICK
    return LaneConsumer(
        current_app.extensions["queue"].lanes[lane],
        workers=THREADS,
        periodic=is_quick,
        scheduler_interval=1 if is_quick else 60,
        initial_delay=0.1,
        backoff=1.15,
        max_delay=LONGEST_PAUSE_SECONDS,
    )


def _work(consumers: list[LaneConsumer]) -> None:
    """Start all threads, and again those that died, for ever."""
    for consumer in consumers:
        consumer.start()
    while True:
        time.sleep(HEALTH_SECONDS)
        for consumer in consumers:
            consumer.check_worker_health()


def _finish(consumers: list[LaneConsumer]) -> None:
    """Wait for the work in hand, or until a second signal."""
    try:
        for consumer in consumers:
            consumer.stop(graceful=True)
    except WorkerToldToStopError:
        return


def _stop(number: int, _frame: FrameType | None) -> None:
    raise WorkerToldToStopError(number)
