"""What a person waits for does not stand behind what takes minutes."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.cli.worker import THREADS, LaneConsumer
from portal.config import Settings
from portal.extensions import run_pending
from portal.extensions.queue import Lane, Queue

PATIENCE_SECONDS = 20


class Desk:
    """Two jobs of a queue: one that takes as long as a long recording, one that is short."""

    def __init__(self) -> None:
        self.queue = Queue()
        self.is_over = threading.Event()
        self.came = threading.Event()
        self.ran: list[str] = []

        @self.queue.heavy_job
        def recording() -> None:
            self.is_over.wait(PATIENCE_SECONDS)
            self.ran.append("recording")

        @self.queue.job
        def index() -> None:
            self.ran.append("index")
            self.came.set()

        self.recording, self.index = recording, index


@pytest.fixture
def desk(app: Flask, settings: Settings) -> Iterator[Desk]:
    made = Desk()
    made.queue.init_app(app, settings)
    yield made
    made.is_over.set()


@pytest.fixture
def consumers(app: Flask, desk: Desk) -> Iterator[list[LaneConsumer]]:
    lanes = app.extensions["queue"].lanes
    started = [LaneConsumer(lanes[lane], workers=THREADS, periodic=False) for lane in Lane]
    for consumer in started:
        consumer.start()
    yield started
    desk.is_over.set()
    for consumer in started:
        consumer.stop(graceful=True)


def test_a_short_job_does_not_wait_for_long_ones(desk: Desk, consumers: list[LaneConsumer]) -> None:
    for _ in range(2 * THREADS):
        desk.recording.enqueue()
    desk.index.enqueue()
    assert desk.came.wait(PATIENCE_SECONDS)
    assert desk.ran == ["index"]


def test_both_lanes_run_when_everything_is_to_be_done_at_once(desk: Desk) -> None:
    desk.is_over.set()
    desk.recording.enqueue()
    desk.index.enqueue()
    assert run_pending() == 2
    assert sorted(desk.ran) == ["index", "recording"]


def test_a_lane_outlives_the_process_that_filled_it(
    app: Flask, settings: Settings, desk: Desk
) -> None:
    desk.recording.enqueue()
    desk.queue.init_app(app, settings)
    desk.is_over.set()
    assert run_pending() == 1
