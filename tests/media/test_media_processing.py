import io
import os
import signal
import subprocess
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.auth.models import User
from portal.config import Settings
from portal.errors import InvalidError, NotFoundError
from portal.extensions import db, now, run_pending
from portal.extensions.queue import Lane
from portal.media import storage
from portal.media.models import File, FileState, TextPage
from portal.media.processing import MAX_ATTEMPTS, process_file
from portal.media.queries import (
    get_file,
    is_used,
    list_ids_with_text,
    list_page_lengths,
    list_text_pages,
)
from portal.media.services import delete_file, receive_file, retry_file
from portal.media.signals import file_processed
from portal.media.tasks import process, sweep
from tests.media import media_samples as samples
from tests.media.conftest import work

Send = Callable[..., File]


@pytest.fixture
def announced() -> Iterator[list[int]]:
    heard: list[int] = []

    def hear(_sender: object, *, file_id: int) -> None:
        heard.append(file_id)

    with file_processed.connected_to(hear):
        yield heard


def hold(file: File, *, silent_for: int, attempts: int = 1) -> None:
    """Leave a file as a worker that died some seconds ago left it."""
    moment = now() - timedelta(seconds=silent_for)
    file.state, file.attempts = FileState.WORKING, attempts
    file.started_at = file.seen_at = moment
    db.session.commit()


def stored_files(settings: Settings) -> list[Path]:
    return [path for path in settings.files_dir.rglob("*") if path.is_file()]


def test_a_received_file_waits_with_all_that_is_known_of_it(app: Flask) -> None:
    person = User(login="awa", name="Awa", password_hash="x")
    db.session.add(person)
    db.session.commit()
    name = unicodedata.normalize("NFD", "Réunion à Ségou.docx")
    file = receive_file(io.BytesIO(samples.make_docx()), name=name, uploader=person)
    db.session.commit()
    assert file.name == "Réunion à Ségou.docx"
    assert (file.format, file.family, file.state) == ("docx", "text", FileState.WAITING)
    assert file.uploaded_by_id == person.id
    assert file.size == storage.path_of(file.sha256).stat().st_size


def test_a_refused_file_leaves_neither_row_nor_bytes(send: Send, settings: Settings) -> None:
    with pytest.raises(InvalidError):
        send(b"MZ\0\0program", "rapport.pdf")
    assert db.session.scalar(select(File)) is None
    for path in (settings.files_dir / "bin").iterdir():
        os.utime(path, (0, 0))
    sweep()
    assert stored_files(settings) == []


def test_a_file_above_the_limit_is_refused(app: Flask) -> None:
    app.extensions["settings"] = Settings(
        data_dir=app.extensions["settings"].data_dir, max_upload_bytes=2_000_000
    )
    with pytest.raises(InvalidError, match="larger than 2 MB"):
        receive_file(io.BytesIO(bytes(2_000_001)), name="a.txt", uploader=None)


def test_a_document_is_processed_into_pages(processed: Send, announced: list[int]) -> None:
    file = processed(samples.make_pdf("Un", "Deux", "Trois"), "rapport.pdf")
    assert (file.state, file.failure, file.attempts) == (FileState.DONE, "", 1)
    assert file.page_count == 3
    assert [page.text for page in list_text_pages(file.id, first=2, last=3)] == ["Deux", "Trois"]
    assert list_page_lengths(file.id) == [(1, 2), (2, 4), (3, 5)]
    assert list_ids_with_text([file.id, 999]) == {file.id}
    assert storage.find_bytes(file.thumbnail_sha256).stat().st_size <= 1500
    assert set(announced) == {file.id}


def test_a_recording_is_processed_into_minutes_and_tags(processed: Send) -> None:
    file = processed(samples.make_audio("mp3", title="Voix"), "voix.mp3")
    assert file.state == FileState.DONE
    assert file.duration == pytest.approx(3, abs=0.05)
    assert file.tags == {"title": "Voix"}
    assert file.page_count is None


def test_a_picture_is_processed_into_its_size(processed: Send) -> None:
    file = processed(samples.make_image("WEBP"), "photo.webp")
    assert (file.width, file.height) == (640, 480)
    assert file.thumbnail_sha256


def test_an_unreadable_file_fails_with_its_reason(processed: Send, announced: list[int]) -> None:
    file = processed(samples.make_pdf("Un", password="x"), "secret.pdf")
    assert (file.state, file.failure) == (FileState.FAILED, "encrypted")
    assert set(announced) == {file.id}


def test_bad_files_do_not_stop_the_good_ones(send: Send) -> None:
    contents = [b"%PDF-1.7 trailer", samples.make_pdf("Un"), b"%PDF-1.7 /XRef", samples.make_docx()]
    files = [send(content, "x") for content in contents]
    for file in files:
        process.enqueue(file.id)
    work()
    assert [file.state.value for file in files] == ["failed", "done", "failed", "done"]


def test_lost_bytes_are_a_failure_and_not_a_crash(send: Send) -> None:
    file = send(samples.SENTENCE.encode())
    storage.path_of(file.sha256).unlink()
    process_file(file.id)
    assert (file.state, file.failure) == (FileState.FAILED, "missing")


def test_processing_again_changes_nothing(processed: Send, announced: list[int]) -> None:
    file = processed(samples.SENTENCE.encode())
    process_file(file.id)
    assert file.attempts == 1
    assert set(announced) == {file.id}


def test_processing_an_unknown_file_is_no_error(app: Flask, announced: list[int]) -> None:
    process_file(999)
    assert announced == []


def test_a_failed_file_can_be_tried_again(send: Send) -> None:
    file = send(samples.make_pdf("Un"), "rapport.pdf")
    path = storage.path_of(file.sha256)
    path.rename(path.with_suffix(".away"))
    process_file(file.id)
    assert (file.state, file.failure) == (FileState.FAILED, "missing")
    path.with_suffix(".away").rename(path)
    retry_file(file.id)
    assert (file.state, file.failure) == (FileState.WAITING, "")
    work()
    assert (file.state, file.page_count) == (FileState.DONE, 1)


def test_a_file_that_did_not_fail_is_not_tried_again(processed: Send) -> None:
    file = processed(samples.SENTENCE.encode())
    retry_file(file.id)
    assert file.state == FileState.DONE


def test_retrying_an_unknown_file_is_refused(app: Flask) -> None:
    with pytest.raises(NotFoundError):
        retry_file(999)


def test_a_file_deleted_while_it_was_read_stays_deleted(
    send: Send, announced: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = send(samples.make_pdf("Un"), "rapport.pdf")
    file_id = file.id
    store = storage.store

    def store_late(stream: io.BytesIO, *, limit: int) -> storage.StoredBytes:
        db.session.delete(get_file(file_id))
        db.session.commit()
        return store(stream, limit=limit)

    monkeypatch.setattr(storage, "store", store_late)
    process_file(file_id)
    assert db.session.scalar(select(TextPage)) is None
    assert announced == []


def test_the_sweep_finds_a_job_that_never_came(text_file: File) -> None:
    sweep()
    work()
    assert text_file.state == FileState.WAITING  # its job may still come
    text_file.uploaded_at = now() - timedelta(minutes=2)
    db.session.commit()
    sweep()
    work()
    assert text_file.state == FileState.DONE


def test_the_sweep_asks_once_for_what_waits_for_its_turn(text_file: File) -> None:
    text_file.uploaded_at = now() - timedelta(minutes=2)
    db.session.commit()
    for _minute in range(3):
        sweep()
    assert process.list_waiting() == {(text_file.id,)}
    assert run_pending([Lane.HEAVY]) == 1
    db.session.rollback()
    assert process.list_waiting() == set()
    assert text_file.state == FileState.DONE


def test_the_sweep_leaves_a_living_worker_alone(text_file: File) -> None:
    hold(text_file, silent_for=30)
    sweep()
    assert text_file.state == FileState.WORKING


def test_what_a_dead_worker_held_is_processed_again(text_file: File) -> None:
    text_file.uploaded_at = now() - timedelta(minutes=2)
    hold(text_file, silent_for=120)
    sweep()
    work()
    assert (text_file.state, text_file.attempts) == (FileState.DONE, 1)


def test_after_three_dead_workers_the_file_is_given_up(
    text_file: File, announced: list[int]
) -> None:
    hold(text_file, silent_for=120, attempts=MAX_ATTEMPTS)
    sweep()
    assert (text_file.state, text_file.failure) == (FileState.FAILED, "gave_up")
    assert announced == [text_file.id]


def test_deleting_a_file_deletes_its_text_thumbnail_and_bytes(
    processed: Send, settings: Settings
) -> None:
    file = processed(samples.make_pdf("Un"), "rapport.pdf")
    delete_file(file)
    assert len(stored_files(settings)) == 3
    db.session.commit()
    assert db.session.scalar(select(TextPage)) is None
    assert {path.parent.name for path in stored_files(settings)} == {"bin"}
    for path in stored_files(settings):
        os.utime(path, (0, 0))
    sweep()
    assert stored_files(settings) == []


def test_bytes_that_another_file_uses_stay(send: Send) -> None:
    first, second = send(b"same", "a.txt"), send(b"same", "b.txt")
    delete_file(first)
    db.session.commit()
    assert is_used(second.sha256)
    assert storage.path_of(second.sha256).exists()


def test_a_deletion_that_is_rolled_back_loses_nothing(text_file: File) -> None:
    sha256 = text_file.sha256
    delete_file(text_file)
    db.session.rollback()
    assert storage.path_of(sha256).exists()
    assert get_file(text_file.id).sha256 == sha256


def test_bytes_sent_again_while_they_were_deleted_are_not_lost(
    send: Send, settings: Settings
) -> None:
    file = send(b"same", "a.txt")
    sha256 = file.sha256
    delete_file(file)
    again = File(
        name="b.txt", sha256=sha256, size=4, format="txt", media_type="text/plain", family="text"
    )
    db.session.commit()
    db.session.add(again)
    db.session.commit()
    for path in (settings.files_dir / "bin").iterdir():
        os.utime(path, (0, 0))
    sweep()
    assert storage.path_of(sha256).read_bytes() == b"same"


def test_a_killed_worker_loses_nothing(text_file: File, settings: Settings) -> None:
    """A real process claims the file and is killed; the sweep of another finishes the work."""
    script = textwrap.dedent(f"""
        import time
        from pathlib import Path
        from flask import Flask
        from portal import bind_extensions, configure
        from portal.config import Settings
        import portal.media.services
        from portal.media import processing, sandbox

        def never_ends(*_arguments, beat):
            print("reading", flush=True)
            time.sleep(60)

        sandbox.read = never_ends
        settings = Settings(environment="testing", data_dir=Path({str(settings.data_dir)!r}))
        app = Flask("media")
        configure(app, settings)
        bind_extensions(app, settings)
        with app.app_context():
            processing.process_file({text_file.id})
    """)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"reading\n"
        os.kill(worker.pid, signal.SIGKILL)
    db.session.expire_all()
    assert (text_file.state, text_file.attempts) == (FileState.WORKING, 1)
    text_file.uploaded_at = text_file.seen_at = now() - timedelta(minutes=2)
    db.session.commit()
    sweep()
    work()
    assert (text_file.state, text_file.attempts) == (FileState.DONE, 1)


def test_no_transaction_is_open_while_a_file_is_read(
    text_file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.media import sandbox

    open_transactions = []
    read = sandbox.read

    def look_and_read(*arguments: object, **options: object) -> object:
        open_transactions.append(db.session().in_transaction())
        return read(*arguments, **options)

    monkeypatch.setattr(sandbox, "read", look_and_read)
    process_file(text_file.id)
    assert open_transactions == [False]
