"""A killed writer, a lost or damaged index: nothing breaks, nothing lies."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from portal.search.engine import layout, reading
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.engine.writer import LockedIndexError, Writer
from portal.search.errors import IndexUnavailableError
from portal.search.lock import find_owner, hold_lock
from portal.search.questions import Query
from tests.search.conftest import document

ROOT = Path(__file__).parents[2]

ENDLESS_WRITER = """
import sys
import threading
from pathlib import Path
from portal.search.documents import Page, SearchDocument
from portal.search.engine.whoosh_engine import WhooshEngine
engine = WhooshEngine(Path(sys.argv[1]))
number = 100
while True:
    number += 1
    text = "la paix encore " * 40
    changed = SearchDocument(
        key=f"note:{number}", language="fra", title="Encore", pages=(Page(text=text),)
    )
    engine.update([(changed.key, changed)])
    print(number, flush=True)
"""


def count(engine: WhooshEngine, text: str = "paix") -> int:
    return engine.find(Query(text=text)).total


def data_file(engine: WhooshEngine, suffix: str) -> Path:
    directory = layout.find_current(engine.root)
    assert directory is not None
    return next(directory.glob(f"*{suffix}"))


def fail(*_arguments: object, **_options: object) -> None:
    raise ValueError("a fault of ours")


def spoil_in_silence(path: Path) -> None:
    """Change a file as a disk does: its size and its time stay."""
    found = path.stat()
    with path.open("r+b") as file:
        file.write(b"\xff" * found.st_size)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def test_a_commit_is_seen_by_another_reader_without_restart(engine: WhooshEngine) -> None:
    reader = WhooshEngine(engine.root)
    assert count(reader) == 0
    engine.update([("note:1", document(1, "paix"))])
    assert count(reader) == 1
    engine.rebuild([document(1, "paix"), document(2, "paix")])
    assert count(reader) == 2


def test_a_reader_goes_on_while_the_index_is_deleted(engine: WhooshEngine) -> None:
    engine.update([("note:1", document(1, "paix"))])
    assert count(engine) == 1
    for path in engine.root.rglob("*"):
        if path.is_file():
            path.unlink()
    assert count(engine) == 1
    with pytest.raises(IndexUnavailableError):
        engine.check_files()


@pytest.mark.parametrize("suffix", [".trm", ".pst", ".txt", ".rec", ".toc"])
def test_damage_is_noticed_before_anything_is_read(engine: WhooshEngine, suffix: str) -> None:
    engine.rebuild([document(1, "la paix")])
    spoil(data_file(engine, suffix))
    with pytest.raises(IndexUnavailableError):
        WhooshEngine(engine.root).find(Query(text="paix"))
    with pytest.raises(IndexUnavailableError):
        engine.check_files()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"contents": 1}', '{"files": 3}', "\0"])
def test_an_unreadable_manifest_is_damage(engine: WhooshEngine, content: str) -> None:
    data_file(engine, layout.MANIFEST).write_text(content)
    with pytest.raises(IndexUnavailableError):
        WhooshEngine(engine.root).find(Query(text="paix"))


@pytest.mark.parametrize("content", ["", "nowhere", "../..", "\0", "x" * 5000])
def test_a_wrong_pointer_means_no_index(engine: WhooshEngine, content: str) -> None:
    (engine.root / layout.CURRENT).write_text(content)
    with pytest.raises(IndexUnavailableError):
        WhooshEngine(engine.root).find(Query(text="paix"))


def test_the_old_index_serves_when_a_new_commit_is_damaged(
    engine: WhooshEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.rebuild([document(1, "la paix")])
    assert count(engine) == 1
    writer = WhooshEngine(engine.root)
    writer.update([("note:2", document(2, "la paix"))])
    for path in engine.root.rglob("*.pst"):
        spoil(path)
    assert count(engine) == 1
    assert "is not what was written" in caplog.text


def test_an_index_of_another_version_is_not_read(engine: WhooshEngine) -> None:
    directory = layout.find_current(engine.root)
    assert directory is not None
    other = directory.rename(directory.with_name("0000000000-1"))
    (engine.root / layout.CURRENT).write_text(other.name)
    with pytest.raises(IndexUnavailableError):
        WhooshEngine(engine.root).find(Query(text="paix"))


def test_a_second_writer_is_refused(engine: WhooshEngine) -> None:
    directory = layout.find_current(engine.root)
    assert directory is not None
    with Writer(directory), pytest.raises(LockedIndexError):
        Writer(directory)
    with Writer(directory) as writer:
        assert writer.commit() == 0


def test_an_uncommitted_writer_leaves_no_trace(engine: WhooshEngine) -> None:
    directory = layout.find_current(engine.root)
    assert directory is not None
    with Writer(directory) as writer:
        writer.add(document(1, "la paix"))
    assert count(engine) == 0
    with Writer(directory) as writer:
        writer.commit()
    names = {path.name for path in directory.iterdir()}
    assert not {name for name in names if name.endswith((".txt", ".rec", ".pst", ".trm"))}


def test_killed_writers_never_spoil_the_index(engine: WhooshEngine) -> None:
    engine.rebuild(document(number, "la paix") for number in range(20))
    engine.check_files()
    for delay in (0.0, 0.02, 0.05, 0.09, 0.13):
        command = [sys.executable, "-c", ENDLESS_WRITER, str(engine.root)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(delay)
            os.kill(writer.pid, signal.SIGKILL)
        found = WhooshEngine(engine.root)
        found.check_files()
        assert count(found) >= 21
        before = count(found)
        found.update([("note:50", document(50, "la paix"))])
        assert count(found) == before + 1
        found.update([("note:50", None)])


def test_a_stale_lock_blocks_nobody_and_tells_its_owner(tmp_path: Path) -> None:
    stale = {"process": 1, "host": "elsewhere", "since": "2020-01-01T00:00:00+00:00"}
    (tmp_path / "indexer.lock").write_text(json.dumps(stale))
    owner = find_owner(tmp_path)
    assert owner is not None
    assert owner["host"] == "elsewhere"
    assert owner["seconds"] > 10**6
    with hold_lock(tmp_path) as is_ours:
        assert is_ours
        with hold_lock(tmp_path) as is_ours_again:
            assert not is_ours_again
        mine = find_owner(tmp_path)
        assert mine is not None
        assert mine["process"] == os.getpid()
    assert find_owner(tmp_path) is None


def test_damage_after_opening_costs_the_snippet_and_is_found_by_the_next_check(
    engine: WhooshEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.rebuild(document(number, "la paix " * 200) for number in range(3))
    worker = WhooshEngine(engine.root)
    worker.check_files()
    assert count(engine, "rien") == 0
    spoil_in_silence(data_file(engine, ".txt"))
    worker.check_files()  # reads again only what changed
    found = engine.find(Query(text="paix"))
    assert found.total == len(found.hits) == 3
    assert not any(hit.snippets for hit in found.hits)
    assert "zlib.error" in caplog.text
    for _ in range(2):
        with pytest.raises(IndexUnavailableError):
            worker.check_files()
    engine.rebuild([document(1, "la paix")])
    worker.check_files()
    assert count(engine) == 1


@pytest.mark.parametrize(
    "place", ["answering.rarity", "presenting.rank_values", "plan.query_terms"]
)
def test_a_fault_of_ours_costs_the_answer_and_not_the_index(
    engine: WhooshEngine,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine.rebuild([document(1, "la paix")])
    worker = WhooshEngine(engine.root)
    with monkeypatch.context() as patch:
        patch.setattr(f"portal.search.engine.{place}", fail)
        for _ in range(3):
            with pytest.raises(IndexUnavailableError):
                count(engine)
    assert "a fault of ours" in caplog.text
    worker.check_files()
    assert count(engine) == 1


def test_files_are_checked_now_and_then_however_often_readers_ask(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "la paix")])
    worker = WhooshEngine(engine.root)
    layout.ask_for_check(engine.root)
    worker.check_files()
    spoil_in_silence(data_file(engine, ".txt"))
    layout.ask_for_check(engine.root)
    worker.check_files()
    assert layout.is_check_asked(engine.root)
    with pytest.raises(IndexUnavailableError):
        WhooshEngine(engine.root).check_files()


def test_a_lack_of_descriptors_is_no_damage(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    engine.rebuild([document(1, "la paix")])
    reader, worker = WhooshEngine(engine.root), WhooshEngine(engine.root)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        patch.setattr(Path, "read_text", refuse)
        with pytest.raises(IndexUnavailableError):
            count(reader)
        with pytest.raises(OSError, match="Too many"):
            worker.check_files()
    worker.check_files()
    assert count(WhooshEngine(engine.root)) == 1


def test_an_index_that_could_not_be_opened_is_tried_again_after_a_pause(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild([document(1, "la paix")])
    reader = WhooshEngine(engine.root)
    monkeypatch.setattr(reading, "_PAUSE_SECONDS", 0)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "open_snapshot", fail)
        with pytest.raises(IndexUnavailableError):
            count(reader)
    assert count(reader) == 1


def test_many_threads_ask_while_the_index_changes(engine: WhooshEngine) -> None:
    engine.rebuild(document(number, "la paix") for number in range(30))
    failures: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            found = engine.find(Query(text='"la paix"', per_page=50))
            if found.total < 30 or len(found.hits) != found.total:
                failures.append(found)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    writer = WhooshEngine(engine.root)
    for number in range(30, 45):
        writer.update([(f"note:{number}", document(number, "la paix"))])
        writer.tidy()
    writer.rebuild(document(number, "la paix") for number in range(40))
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert count(engine) == 40
