"""The background queue: jobs declared anywhere, run by the worker alone.

Work waits in two lanes. What a person waits for, a few seconds at most, never stands
behind a recording that takes minutes.
"""

import logging
from collections.abc import Callable, Collection
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab

from portal.config import Settings

log = logging.getLogger(__name__)

Work = Callable[..., None]


class Lane(StrEnum):
    """Where a job waits; the values name the queues in their storage."""

    QUICK = "portal"
    HEAVY = "portal-heavy"


class Job:
    """A function that the worker runs later: `enqueue` asks for it, a call runs it now."""

    def __init__(self, function: Work, *, lane: Lane, every_minute: bool) -> None:
        """Name the job after its function, so that a restarted worker knows it again."""
        self.name = f"{function.__module__}.{function.__name__}"
        self.function = function
        self.lane = lane
        self.every_minute = every_minute

    def __call__(self, *arguments: int | str) -> None:
        """Run the job here, in this process."""
        self.function(*arguments)

    def enqueue(self, *arguments: int | str) -> None:
        """Ask the worker for a run; call it after the commit that made the work needed.

        Whatever goes wrong here is logged and forgiven: what waits is also a row in the
        database, and a sweep finds it every minute.
        """
        try:
            _bound().tasks[self.name](*arguments)
        except Exception:
            log.exception("job not put into the queue, left to the sweep", extra={"job": self.name})

    def list_waiting(self) -> set[tuple[int | str, ...]]:
        """Return the arguments of each run that waits in the lane, and of none that has begun."""
        bound = _bound()
        kind = bound.tasks[self.name].task_class
        return {task.args for task in bound.lanes[self.lane].pending() if isinstance(task, kind)}


class BoundQueue:
    """The queue of one application: a huey for each lane, and a huey task for each job."""

    def __init__(self, app: Flask, jobs: list[Job], settings: Settings) -> None:
        """Open the storage and register every job, each run inside the application."""
        self.lanes: dict[Lane, Huey] = {lane: _open(lane, settings) for lane in Lane}
        self.tasks: dict[str, Any] = {job.name: self._register(app, job) for job in jobs}

    def _register(self, app: Flask, job: Job) -> Any:
        @wraps(job.function)
        def run(*arguments: int | str) -> None:
            with app.app_context():
                job(*arguments)

        huey = self.lanes[job.lane]
        if job.every_minute:
            return huey.periodic_task(crontab(), name=job.name)(run)
        return huey.task(name=job.name)(run)


class Queue:
    """Collects jobs at import and binds them to an application, like any extension."""

    def __init__(self) -> None:
        """Start with no job."""
        self._jobs: list[Job] = []

    def job(self, function: Work) -> Job:
        """Declare a function as work for the worker, over in seconds."""
        return self._declare(function)

    def heavy_job(self, function: Work) -> Job:
        """Declare a function as work that may take minutes; it waits in a lane of its own."""
        return self._declare(function, lane=Lane.HEAVY)

    def sweep(self, function: Work) -> Job:
        """Declare a function that the worker also runs every minute."""
        return self._declare(function, every_minute=True)

    def init_app(self, app: Flask, settings: Settings) -> None:
        """Bind the declared jobs to `app`."""
        app.extensions["queue"] = BoundQueue(app, self._jobs, settings)

    def _declare(
        self, function: Work, *, lane: Lane = Lane.QUICK, every_minute: bool = False
    ) -> Job:
        job = Job(function, lane=lane, every_minute=every_minute)
        self._jobs.append(job)
        return job


def run_pending(lanes: Collection[Lane] = tuple(Lane)) -> int:
    """Run every waiting job of these lanes in this process and return how many ran."""
    count = 0
    while ran := sum(_run_lane(_bound().lanes[lane]) for lane in lanes):
        count += ran
    return count


def _run_lane(huey: Huey) -> int:
    count = 0
    while task := huey.dequeue():
        huey.execute(task)
        count += 1
    return count


def _bound() -> BoundQueue:
    bound: BoundQueue = current_app.extensions["queue"]
    return bound


def _open(lane: Lane, settings: Settings) -> Huey:
    if settings.queue_url:
        return RedisHuey(lane.value, url=settings.queue_url, results=False)
    return SqliteHuey(lane.value, filename=str(settings.queue_path), results=False)
