"""The background queue: jobs declared anywhere, run by the worker alone."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab

from portal.config import Settings

log = logging.getLogger(__name__)

Work = Callable[..., None]


class Job:
    """A function that the worker runs later: `enqueue` asks for it, a call runs it now."""

    def __init__(self, function: Work, *, every_minute: bool) -> None:
        """Name the job after its function, so that a restarted worker knows it again."""
        self.name = f"{function.__module__}.{function.__name__}"
        self.function = function
        self.every_minute = every_minute

    def __call__(self, *arguments: int | str) -> None:
        """Run the job here, in this process."""
        self.function(*arguments)

    def enqueue(self, *arguments: int | str) -> None:
        """Ask the worker for a run; call it after the commit that made the work needed.

        A queue that cannot be reached is logged and forgiven: whatever waits is also a
        row in the database, and a sweep finds it every minute.
        """
        try:
            current_app.extensions["queue"].tasks[self.name](*arguments)
        except Exception:
            log.exception("queue unreachable, left to the sweep", extra={"job": self.name})


class BoundQueue:
    """The queue of one application: its storage, and a huey task for each job."""

    def __init__(self, app: Flask, jobs: list[Job], settings: Settings) -> None:
        """Open the storage and register every job, each run inside the application."""
        self.huey = _open(settings)
        self.tasks: dict[str, Any] = {job.name: self._register(app, job) for job in jobs}

    def _register(self, app: Flask, job: Job) -> Any:
        @wraps(job.function)
        def run(*arguments: int | str) -> None:
            with app.app_context():
                job(*arguments)

        if job.every_minute:
            return self.huey.periodic_task(crontab(), name=job.name)(run)
        return self.huey.task(name=job.name)(run)


class Queue:
    """Collects jobs at import and binds them to an application, like any extension."""

    def __init__(self) -> None:
        """Start with no job."""
        self._jobs: list[Job] = []

    def job(self, function: Work) -> Job:
        """Declare a function as work for the worker."""
        return self._declare(function, every_minute=False)

    def sweep(self, function: Work) -> Job:
        """Declare a function that the worker also runs every minute."""
        return self._declare(function, every_minute=True)

    def init_app(self, app: Flask, settings: Settings) -> None:
        """Bind the declared jobs to `app`."""
        app.extensions["queue"] = BoundQueue(app, self._jobs, settings)

    def _declare(self, function: Work, *, every_minute: bool) -> Job:
        job = Job(function, every_minute=every_minute)
        self._jobs.append(job)
        return job


def run_pending() -> int:
    """Run every waiting job in this process and return how many ran."""
    huey: Huey = current_app.extensions["queue"].huey
    count = 0
    while task := huey.dequeue():
        huey.execute(task)
        count += 1
    return count


def _open(settings: Settings) -> Huey:
    if settings.queue_url:
        return RedisHuey("portal", url=settings.queue_url, results=False)
    return SqliteHuey("portal", filename=str(settings.queue_path), results=False)
