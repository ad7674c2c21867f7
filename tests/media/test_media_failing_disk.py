"""A full disk and a failing one: what was sent stays, it is said, and it is tried again."""

import io
import shutil
import wave
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal.config import Settings
from portal.extensions import db, now
from portal.media import storage
from portal.media.checking import Check
from portal.media.models import File, FileState, Purpose
from portal.media.processing import process_file
from portal.media.services import receive_file, retry_file
from portal.media.tasks import sweep
from tests.disks import fill, mount, small_disk
from tests.media import media_samples as samples
from tests.media.conftest import Send, work

SMALL = "3m"


@pytest.fixture
def disk(app: Flask, settings: Settings) -> Iterator[Path]:
    """A real file system of three megabytes, where the stored files lie."""
    with small_disk(settings.files_dir, size=SMALL) as folder:
        yield folder
        db.session.remove()


def fill_up(disk: Path) -> Path:
    ballast = disk / "incoming" / "ballast"
    fill(ballast)
    return ballast


@pytest.fixture
def file(disk: Path, send: Send) -> File:
    return send(samples.make_audio("wav", 3), "atelier.wav")


def forget_time(file: File) -> None:
    """Let eleven minutes pass for this file."""
    file.seen_at = now() - timedelta(minutes=11)
    file.uploaded_at = now() - timedelta(minutes=11)
    db.session.commit()


def leftovers(disk: Path) -> list[str]:
    return [path.name for path in (disk / "incoming").iterdir() if path.name != "ballast"]


def test_what_finds_no_room_is_refused_and_leaves_nothing(disk: Path) -> None:
    with pytest.raises(storage.NoSpaceError):
        receive_file(io.BytesIO(bytes(8_000_000)), name="long.wav", uploader=None)
    assert leftovers(disk) == []
    assert list(Check().run()) == []


def test_a_file_without_room_for_its_copies_says_so_and_is_tried_again(
    disk: Path, file: File
) -> None:
    ballast = fill_up(disk)
    process_file(file.id)
    db.session.rollback()
    assert (file.state, file.failure) == (FileState.FAILED, "no_space")
    assert file.copy_for(Purpose.CLEAN) is None
    assert leftovers(disk) == []
    sweep()
    db.session.rollback()
    assert file.state is FileState.FAILED, "not again at once"
    ballast.unlink()
    forget_time(file)
    sweep()
    work()
    assert file.state is FileState.DONE
    assert {copy.purpose for copy in file.renditions} >= {Purpose.CLEAN, Purpose.LIGHT}
    assert list(Check().run()) == []


def test_the_button_tries_again_at_once(disk: Path, file: File) -> None:
    ballast = fill_up(disk)
    process_file(file.id)
    ballast.unlink()
    db.session.rollback()
    retry_file(file.id)
    work()
    assert file.state is FileState.DONE


def test_a_write_that_fails_leaves_the_file_to_the_next_worker(disk: Path, file: File) -> None:
    mount("-o", "remount,ro", disk)
    with pytest.raises(OSError, match="Read-only"):
        process_file(file.id)
    db.session.rollback()
    assert file.state is FileState.WORKING
    assert file.renditions == []
    mount("-o", "remount,rw", disk)
    forget_time(file)
    sweep()
    work()
    assert file.state is FileState.DONE
    assert list(Check().run()) == []


def test_an_upload_to_a_failing_disk_is_no_row(disk: Path, file: File) -> None:
    mount("-o", "remount,ro", disk)
    with pytest.raises(OSError, match="Read-only"):
        receive_file(io.BytesIO(b"La suite."), name="suite.txt", uploader=None)
    assert not db.session.new


def spare(app: Flask, size: int) -> None:
    """Have so many bytes kept free from now on."""
    settings: Settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, spare_disk_bytes=size)


def free(settings: Settings) -> int:
    return shutil.disk_usage(settings.data_dir).free


def test_copies_leave_the_spare_room_alone(app: Flask, send: Send) -> None:
    file = send(b"Le bureau de Kayes a pris la parole. " * 20)
    spare(app, 10**18)
    process_file(file.id)
    db.session.rollback()
    assert (file.state, file.failure) == (FileState.FAILED, "no_space")
    assert file.renditions == []
    forget_time(file)
    sweep()
    db.session.rollback()
    assert file.state is FileState.FAILED, "there is no more room than before"
    spare(app, 0)
    sweep()
    work()
    assert file.state is FileState.DONE


def test_a_copy_that_would_eat_the_spare_room_waits_for_more(
    app: Flask, settings: Settings, send: Send
) -> None:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as writer:
        writer.setparams((1, 1, 16_000, 0, "NONE", ""))
        writer.writeframes(b"\x80" * 16_000_000)
    file = send(sound.getvalue(), name="long.wav")
    spare(app, free(settings) - 4_000_000)
    process_file(file.id)
    db.session.rollback()
    assert (file.state, file.failure) == (FileState.FAILED, "no_space")
    assert file.renditions == []
    assert [path.name for path in settings.files_dir.rglob("incoming/*")] == []
