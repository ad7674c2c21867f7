"""What changes in the database reaches the index, and what is lost is found again."""

import errno
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.config import Settings
from portal.extensions import db, run_pending
from portal.search.comparison import compare_index, repair_index
from portal.search.documents import SearchDocument
from portal.search.engine import layout
from portal.search.errors import IndexUnavailableError
from portal.search.index import find, get_engine, is_available, suggest
from portal.search.indexer import rebuild_index
from portal.search.lock import hold_lock
from portal.search.models import OutboxEntry
from portal.search.outbox import mark_changed, wake_indexer
from portal.search.questions import Query
from portal.search.rebuilds import MOST_REBUILDS
from portal.search.sources import list_sources, register_source
from tests.search.conftest import document

Notes = dict[int, SearchDocument]


def publish(notes: Notes, *numbers: int, text: str = "la paix") -> None:
    for number in numbers:
        notes[number] = document(number, text)
        mark_changed("note", number)
    db.session.commit()


def count(text: str = "paix") -> int:
    return find(Query(text=text)).total


def waiting() -> int:
    return db.session.scalar(select(func.count(OutboxEntry.id))) or 0


def test_a_change_is_found_once_the_worker_has_run(app: Flask, notes: Notes) -> None:
    publish(notes, 1)
    wake_indexer.enqueue()
    assert not is_available()
    run_pending()
    assert is_available()
    assert count() == 1
    assert suggest("pai", language="fr")[0].text == "paix"
    assert waiting() == 0


def test_a_change_that_is_rolled_back_is_never_indexed(app: Flask, notes: Notes) -> None:
    mark_changed("note", 1)
    db.session.rollback()
    assert waiting() == 0


def test_what_is_no_longer_published_is_no_longer_found(app: Flask, notes: Notes) -> None:
    publish(notes, 1, 2)
    wake_indexer()
    del notes[1]
    mark_changed("note", 1)
    db.session.commit()
    wake_indexer()
    assert count() == 1


def test_many_changes_are_indexed_in_few_commits(app: Flask, notes: Notes) -> None:
    wake_indexer()
    publish(notes, *range(1, 1201))
    wake_indexer()
    assert count() == 1200
    assert len(get_engine().refresh().parts) == 1


def test_changes_of_an_unknown_kind_do_not_stay_for_ever(app: Flask, notes: Notes) -> None:
    mark_changed("gone", 1)
    db.session.commit()
    wake_indexer()
    assert waiting() == 0


def test_changes_wait_while_another_process_writes(
    app: Flask, notes: Notes, settings: Settings
) -> None:
    wake_indexer()
    publish(notes, 1)
    with hold_lock(settings.index_dir):
        wake_indexer()
        assert waiting() == 1
    wake_indexer()
    assert waiting() == 0
    assert count() == 1


def test_a_lost_index_is_built_again_from_the_database(
    app: Flask, notes: Notes, settings: Settings
) -> None:
    publish(notes, 1, 2, 3)
    wake_indexer()
    shutil.rmtree(settings.index_dir)
    wake_indexer()
    assert count() == 3


def test_a_damaged_index_is_built_again(app: Flask, notes: Notes, settings: Settings) -> None:
    publish(notes, 1, 2, 3)
    wake_indexer()
    directory = layout.find_current(settings.index_dir)
    assert directory is not None
    for path in directory.glob("*.pst"):
        path.write_bytes(b"rubbish")
    wake_indexer()
    assert layout.find_current(settings.index_dir) != directory
    assert count() == 3


def test_the_comparison_names_what_differs_and_the_repair_mends_it(
    app: Flask, notes: Notes
) -> None:
    publish(notes, 1, 2, 3)
    wake_indexer()
    notes[2] = document(2, "la terre")
    notes[4] = document(4, "la paix")
    del notes[1]
    found = compare_index()
    assert (found.missing, found.stale, found.unwanted) == (["note:4"], ["note:2"], ["note:1"])
    repair_index(found)
    assert compare_index().count == 0
    assert count("terre") == 1


def test_a_rebuild_leaves_one_generation(app: Flask, notes: Notes, settings: Settings) -> None:
    publish(notes, 1, 2)
    wake_indexer()
    assert rebuild_index() == 2
    generations = [path for path in settings.index_dir.iterdir() if path.is_dir()]
    assert generations == [layout.find_current(settings.index_dir)]


def test_the_commands_rebuild_check_and_describe(app: Flask, notes: Notes) -> None:
    from portal.search.cli import index_commands

    app.cli.add_command(index_commands)
    run = app.test_cli_runner().invoke
    notes[1] = document(1, "la paix")
    assert "run: portal index rebuild" in run(args=["index", "check", "--no-repair"]).output
    assert run(args=["index", "rebuild"]).output == "1 documents indexed\n"
    assert run(args=["index", "check"]).output.startswith("0 missing, 0 out of date")
    notes[2] = document(2, "la paix")
    checked = run(args=["index", "check", "--no-repair"])
    assert checked.exit_code == 1
    assert checked.output.startswith("1 missing")
    assert "1 repaired" in run(args=["index", "check"]).output
    described = run(args=["index", "status"]).output
    assert "2 documents" in described
    assert "0 changes wait" in described


def test_one_unreadable_object_does_not_stop_the_others(app: Flask, notes: Notes) -> None:
    wake_indexer()
    publish(notes, 1, 2, 3)
    notes[2] = document(2, pages=(None,))
    wake_indexer()
    assert count() == 2
    assert waiting() == 0


def spoil_index(settings: Settings) -> Path | None:
    directory = layout.find_current(settings.index_dir)
    assert directory is not None
    for path in directory.glob("*.pst"):
        path.write_bytes(b"rubbish")
    return directory


def test_an_index_that_is_damaged_again_and_again_is_not_rebuilt_for_ever(
    app: Flask, notes: Notes, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    publish(notes, 1, 2, 3)
    for _ in range(MOST_REBUILDS):
        wake_indexer()
        damaged = spoil_index(settings)
    app.extensions.pop("search")  # as in a worker that was started again
    notes[4] = document(4, "la paix")
    publish(notes, 4)
    wake_indexer()
    assert layout.find_current(settings.index_dir) == damaged
    assert waiting() == 1
    assert "not rebuilt again" in caplog.text
    rebuild_index()
    wake_indexer()
    assert count() == 4
    assert waiting() == 0


def test_a_rebuild_that_fails_counts_too(
    app: Flask, notes: Notes, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def fill_the_disk(*_arguments: object) -> None:
        tries.append(1)
        raise OSError(errno.ENOSPC, "No space left on device")

    publish(notes, 1)
    with monkeypatch.context() as patch:
        patch.setattr("portal.search.engine.layout.publish_generation", fill_the_disk)
        for _ in range(MOST_REBUILDS):
            with pytest.raises(OSError, match="No space"):
                wake_indexer()
        wake_indexer()
    assert len(tries) == MOST_REBUILDS
    monkeypatch.setattr("portal.search.rebuilds.WINDOW", timedelta(0))
    wake_indexer()
    assert count() == 1


@pytest.mark.parametrize(
    "fault",
    [
        OperationalError("SELECT 1", {}, Exception("database is locked")),
        OSError(errno.EMFILE, "Too many open files"),
        MemoryError(),
    ],
    ids=["locked", "descriptors", "memory"],
)
def test_a_fault_of_the_machine_leaves_every_row_waiting(
    app: Flask, notes: Notes, fault: Exception
) -> None:
    def fail(_numbers: list[int]) -> list[SearchDocument]:
        raise fault

    publish(notes, 1)
    wake_indexer()
    publish(notes, 2)
    source = list_sources()["note"]
    register_source("note", replace(source, load=fail))
    with pytest.raises(type(fault)):
        wake_indexer()
    assert waiting() == 1
    with pytest.raises(type(fault)):
        rebuild_index()
    assert count() == 1
    register_source("note", source)
    wake_indexer()
    assert count() == 2
    assert waiting() == 0


def test_questions_that_fail_never_rebuild_the_index(
    app: Flask, notes: Notes, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ValueError("a fault of ours")

    publish(notes, 1)
    wake_indexer()
    directory = layout.find_current(settings.index_dir)
    with monkeypatch.context() as patch:
        patch.setattr("portal.search.engine.presenting.rank_values", fail)
        for _ in range(3):
            with pytest.raises(IndexUnavailableError):
                count()
            wake_indexer()
    assert layout.find_current(settings.index_dir) == directory
    assert count() == 1
