"""The worker: reads files and writes the index, one process for the whole site."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.config import Settings
from portal.web.logs import configure_logs

THREADS = 2
LONGEST_PAUSE_SECONDS = 0.5


@click.command("worker")
@with_appcontext
def worker_command() -> None:
    """Run the background worker until it is told to stop."""
    settings: Settings = current_app.extensions["settings"]
    configure_logs(settings.log_level)
    consumer = current_app.extensions["queue"].huey.create_consumer(
        workers=THREADS,
        initial_delay=0.1,
        backoff=1.15,
        max_delay=LONGEST_PAUSE_SECONDS,
        check_worker_health=True,
    )
    consumer.run()
