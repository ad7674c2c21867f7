"""`portal media check` finds what a disk, a crash or a hand did to files, and mends it."""

import io
import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete

from portal.extensions import db, now
from portal.media import storage
from portal.media.cli import media_commands
from portal.media.models import File, FileState, Purpose, Rendition
from portal.media.processing import process_file
from portal.media.tasks import sweep
from tests.media import media_samples as samples
from tests.media.conftest import Send, work


@pytest.fixture
def ready(processed: Send) -> File:
    """A picture that was read and cleaned."""
    file = processed(samples.make_image("JPEG", comment=b"Bamako"), "atelier.jpg")
    assert file.state is FileState.DONE
    return file


def check(app: Flask, *options: str) -> Result:
    return app.test_cli_runner().invoke(media_commands, ["check", *options])


def problems(app: Flask, *options: str) -> list[str]:
    """The sentences of one check, which must agree with its exit status."""
    result = check(app, *options)
    lines = [line for line in result.output.splitlines() if line.startswith(("File", "Nothing"))]
    assert result.exit_code == (1 if lines else 0), result.output
    db.session.rollback()
    return lines


def spoil(sha256: str) -> None:
    """Change one bit, as a disk does: the size and the date stay."""
    path = storage.path_of(sha256)
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, (before.st_atime, before.st_mtime))


def age(path: Path) -> None:
    long_ago = time.time() - 100_000
    os.utime(path, (long_ago, long_ago))


def clean_copy(file: File) -> Rendition:
    copy = file.copy_for(Purpose.CLEAN)
    assert copy
    return copy


def is_whole(sha256: str) -> bool:
    try:
        storage.open_intact(sha256).close()
    except storage.DamagedBytesError:
        return False
    return True


def test_a_sound_store_passes_and_is_counted(app: Flask, ready: File) -> None:
    assert problems(app) == []
    assert "1 originals, 1 copies, 1 thumbnails" in check(app).output


def test_a_flipped_bit_of_an_original_is_found_and_told_on_the_desk(
    app: Flask, ready: File
) -> None:
    spoil(ready.sha256)
    assert problems(app) == [f"File 1: what was sent ({ready.sha256}) is damaged on this disk."]
    assert ready.state is FileState.DONE
    assert len(problems(app, "--repair")) == 1
    assert (ready.state, ready.failure) == (FileState.FAILED, "spoilt")
    assert storage.path_of(ready.sha256).exists()
    assert problems(app) == []
    assert "1 originals are known to be lost" in check(app).output


def test_a_missing_original_is_found_and_welcome_when_it_comes_back(
    app: Flask, ready: File, tmp_path: Path
) -> None:
    path = storage.path_of(ready.sha256)
    path.rename(tmp_path / "aside")
    assert problems(app, "--repair") == [
        f"File 1: what was sent ({ready.sha256}) is not on this disk."
    ]
    assert (ready.state, ready.failure) == (FileState.FAILED, "missing")
    (tmp_path / "aside").rename(path)
    assert "is whole again" in problems(app, "--repair")[0]
    work()
    assert (ready.state, ready.failure) == (FileState.DONE, "")
    assert problems(app) == []


@pytest.mark.parametrize("damage", [spoil, lambda sha256: storage.path_of(sha256).unlink()])
def test_a_lost_copy_is_made_again(app: Flask, ready: File, damage: object) -> None:
    sha256 = clean_copy(ready).sha256
    assert sha256 != ready.sha256
    damage(sha256)  # type: ignore[operator]
    assert len(problems(app, "--repair")) == 1
    work()
    assert ready.state is FileState.DONE
    assert is_whole(clean_copy(ready).sha256)
    assert problems(app) == []


def test_a_lost_thumbnail_is_made_again(app: Flask, ready: File) -> None:
    storage.path_of(ready.thumbnail_sha256).unlink()
    assert len(problems(app, "--repair")) == 1
    work()
    assert is_whole(ready.thumbnail_sha256)
    assert problems(app) == []


def test_a_damaged_copy_never_comes_back_from_the_bin(app: Flask, ready: File) -> None:
    spoil(clean_copy(ready).sha256)
    problems(app, "--repair")
    work()
    for binned in storage.path_of(ready.sha256).parents[2].glob("bin/*"):
        age(binned)
    sweep()
    assert is_whole(clean_copy(ready).sha256)


def test_a_copy_that_was_never_made_is_made(app: Flask, ready: File) -> None:
    db.session.execute(delete(Rendition))
    db.session.commit()
    assert problems(app, "--repair") == [
        "File 1: it is said to be ready, but has no copy of the kind clean."
    ]
    work()
    assert clean_copy(ready)


def test_what_is_withdrawn_has_no_copies_and_stays_withdrawn(app: Flask, ready: File) -> None:
    sha256 = clean_copy(ready).sha256
    ready.state = FileState.WITHDRAWN
    db.session.commit()
    assert "was withdrawn" in problems(app, "--repair")[0]
    spoil(ready.sha256)
    assert "is damaged" in problems(app, "--repair")[0]
    work()
    assert ready.state is FileState.WITHDRAWN
    assert ready.renditions == []
    assert not storage.path_of(sha256).exists()
    assert problems(app) == []


def test_a_wrong_size_is_corrected(app: Flask, ready: File) -> None:
    size = ready.size
    ready.size = 7
    db.session.commit()
    assert "another size" in problems(app, "--repair")[0]
    assert ready.size == size


def test_bytes_that_nothing_uses_go_to_the_bin(app: Flask, ready: File) -> None:
    stored = storage.store(io.BytesIO(b"left behind"), limit=100)
    assert problems(app, "--repair") == []
    assert problems(app, "--grace=0") == [f"Nothing uses the bytes {stored.sha256}."]
    assert len(problems(app, "--grace=0", "--repair")) == 1
    assert not storage.path_of(stored.sha256).exists()
    assert storage.find_bytes(stored.sha256).parent.name == "bin"
    assert problems(app, "--grace=0") == []


def test_what_is_arriving_is_no_problem(app: Flask, ready: File) -> None:
    storage.store(io.BytesIO(b"its row comes in a moment"), limit=100)
    with storage.draft() as draft:
        draft.write(b"half a copy")
        storage.discard(clean_copy(ready).sha256)
        assert problems(app) == []


def test_a_strange_file_is_named_and_left_alone(app: Flask, ready: File) -> None:
    strange = storage.path_of(ready.sha256).with_name("copie de atelier.pdf")
    strange.write_bytes(b"")
    result = check(app, "--repair")
    assert result.exit_code == 1
    assert "copie de atelier.pdf is no part of the site" in result.output
    assert strange.exists()


def test_a_file_whose_worker_fell_silent_is_taken_up_again(app: Flask, ready: File) -> None:
    ready.state = FileState.WORKING
    ready.started_at = ready.seen_at = now() - timedelta(minutes=30)
    ready.attempts = 1
    db.session.commit()
    assert "Is the worker running?" in problems(app, "--repair")[0]
    work()
    assert ready.state is FileState.DONE


@pytest.mark.parametrize("damage", [spoil, lambda sha256: storage.path_of(sha256).unlink()])
def test_the_worker_makes_a_lost_clean_copy_again_before_it_goes_on(
    app: Flask, processed: Send, damage: Callable[[str], None]
) -> None:
    voice = processed(samples.make_audio("m4a", 1, title="chez Fanta"), "voix.m4a")
    former = clean_copy(voice).sha256
    light = (Rendition.file_id == voice.id) & (Rendition.purpose != Purpose.CLEAN)
    db.session.execute(delete(Rendition).where(light))
    voice.state = FileState.WAITING
    db.session.commit()
    damage(former)
    process_file(voice.id)
    db.session.rollback()
    assert (voice.state, voice.failure) == (FileState.DONE, "")
    assert {copy.purpose for copy in voice.renditions} == set(Purpose)
    assert all(is_whole(copy.sha256) for copy in voice.renditions)
    assert [each for each in problems(app, "--grace=0") if former in each] == []


def test_a_clean_copy_that_is_the_original_is_not_made_of_damaged_bytes(
    processed: Send,
) -> None:
    file = processed(b"Un texte sans rien de plus.\n")
    assert clean_copy(file).sha256 == file.sha256
    file.state = FileState.WAITING
    db.session.commit()
    spoil(file.sha256)
    process_file(file.id)
    db.session.rollback()
    assert (file.state, file.failure) == (FileState.FAILED, "spoilt")
    assert storage.path_of(file.sha256).exists()


def test_the_worker_does_not_work_on_a_damaged_original(app: Flask, send: Send) -> None:
    file = send(samples.make_image("JPEG", comment=b"Bamako"), "atelier.jpg")
    spoil(file.sha256)
    process_file(file.id)
    db.session.rollback()
    assert (file.state, file.failure) == (FileState.FAILED, "spoilt")
    assert file.renditions == []
