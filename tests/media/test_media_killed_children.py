"""A child that is killed from outside says nothing of its file, which is tried again."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portal.extensions import db, now
from portal.media.models import File, FileState
from portal.media.processing import MAX_ATTEMPTS, process_file
from portal.media.tasks import sweep
from tests.media import media_samples as samples
from tests.media.conftest import Send, work


class Killer(threading.Thread):
    """Kills new children of this process as soon as they are there, for want of memory say."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.enough = threading.Event()
        self.others = children()

    def run(self) -> None:
        while not self.enough.is_set():
            for child in children() - self.others:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.02)


def children() -> set[int]:
    texts = (path.read_text() for path in Path("/proc/self/task").glob("*/children"))
    return {int(child) for text in texts for child in text.split()}


@pytest.fixture
def killer() -> Iterator[Killer]:
    killer = Killer()
    killer.start()
    yield killer
    killer.enough.set()
    killer.join()


def fall_silent(file: File) -> None:
    file.seen_at = now() - timedelta(minutes=2)
    file.uploaded_at = now() - timedelta(minutes=2)
    db.session.commit()


def test_a_file_whose_child_was_killed_is_not_called_damaged(send: Send, killer: Killer) -> None:
    file = send(samples.make_image("JPEG"), "atelier.jpg")
    process_file(file.id)
    db.session.rollback()
    assert (file.state, file.failure) == (FileState.WORKING, "")
    killer.enough.set()
    killer.join()
    fall_silent(file)
    sweep()
    work()
    assert file.state is FileState.DONE


def test_a_file_whose_children_are_always_killed_is_given_up(send: Send, killer: Killer) -> None:
    file = send(samples.make_image("JPEG"), "atelier.jpg")
    for _ in range(MAX_ATTEMPTS):
        process_file(file.id)
        db.session.rollback()
        fall_silent(file)
        sweep()
        db.session.rollback()
    assert (file.state, file.failure) == (FileState.FAILED, "gave_up")


def test_a_step_that_succeeds_renews_the_patience(send: Send) -> None:
    file = send(samples.make_image("JPEG"), "atelier.jpg")
    file.attempts = MAX_ATTEMPTS - 1
    db.session.commit()
    process_file(file.id)
    db.session.rollback()
    assert (file.state, file.attempts) == (FileState.DONE, 1)
