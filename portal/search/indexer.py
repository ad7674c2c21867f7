"""Writes the index from the database: what waits, or everything anew."""

import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.exc import InterfaceError, OperationalError

from portal.config import Settings
from portal.extensions import db
from portal.search.documents import SearchDocument
from portal.search.engine.layout import DamagedIndexError
from portal.search.engine.writer import LockedIndexError
from portal.search.errors import IndexUnavailableError
from portal.search.index import get_engine
from portal.search.lock import hold_lock
from portal.search.models import OutboxEntry
from portal.search.queries import (
    count_waiting,
    find_last_waiting,
    list_synonym_sets,
    list_waiting,
)
from portal.search.rebuilds import may_rebuild
from portal.search.sources import Source, list_sources
from portal.search.synonym_file import write_synonyms

log = logging.getLogger(__name__)

# A commit takes a few rows when a person waits to see her change, and many after an import.
FEW_ROWS, FEW_SECONDS = 50, 1.0
MANY_ROWS, BACKLOG = 5000, 500
_LOADED_AT_ONCE = 100

# Faults of the database, the disk or the machine: they say nothing about a row, which waits.
_NOT_OF_A_ROW = (
    OperationalError,
    InterfaceError,
    OSError,
    MemoryError,
    LockedIndexError,
    DamagedIndexError,
    IndexUnavailableError,
)

Change = tuple[str, int]


def index_waiting() -> None:
    """Index what waits, unless another process is at it; rebuild an index that is damaged.

    Asks again after letting the lock go, for what came while it was held. Where rebuilding
    has not helped, what waits stays in the outbox.
    """
    write_synonyms(_root(), _synonym_sets())
    while count_waiting() or not _is_sound():
        with hold_lock(_root()) as is_ours:
            if not (is_ours and (_is_sound() or _rebuild_now_and_then())):
                return
            _index_rows()


def rebuild_index() -> int:
    """Build the index anew beside the one that serves, and return how many documents it has."""
    with hold_lock(_root()) as is_ours:
        if not is_ours:
            raise IndexUnavailableError("another process is writing the index")
        write_synonyms(_root(), _synonym_sets())
        return _rebuild()


def _index_rows() -> None:
    while rows := list_waiting(MANY_ROWS if count_waiting() > BACKLOG else FEW_ROWS):
        entries = {row.id: (row.kind, row.object_id) for row in rows}
        changes = list(dict.fromkeys(entries.values()))
        done = _index_changes(changes, FEW_SECONDS if len(rows) <= FEW_ROWS else None)
        _delete_rows([number for number, change in entries.items() if change in done])
    get_engine().tidy()


def _index_changes(changes: list[Change], seconds: float | None) -> set[Change]:
    """Index these in one commit; if one of them cannot be read, each alone, without it."""
    done: set[Change] = set()
    try:
        get_engine().update(_read_changes(changes, done, seconds))
    except _NOT_OF_A_ROW:
        raise
    except Exception:
        log.exception("not indexed, `portal index check` will find it", extra={"rows": changes[:1]})
        db.session.rollback()
        if len(changes) > 1:
            for change in changes:
                _index_changes([change], None)
        return set(changes)
    return done


def _read_changes(
    changes: Sequence[Change], done: set[Change], seconds: float | None
) -> Iterator[tuple[str, SearchDocument | None]]:
    """Yield the documents of these changes until time is up, and note which are done."""
    started = time.monotonic()
    size = 1 if seconds else _LOADED_AT_ONCE
    for kind, source in list_sources().items():
        numbers = [number for changed, number in changes if changed == kind]
        for some in _chunks(numbers, size):
            if seconds and time.monotonic() - started > seconds:
                return
            documents = {document.key: document for document in source.load(some)}
            for number in some:
                done.add((kind, number))
                yield f"{kind}:{number}", documents.get(f"{kind}:{number}")
    done.update(change for change in changes if change[0] not in list_sources())


def _delete_rows(numbers: list[int]) -> None:
    for some in _chunks(numbers, 500):
        db.session.execute(delete(OutboxEntry).where(OutboxEntry.id.in_(some)))
    db.session.commit()


def _rebuild_now_and_then() -> bool:
    """Rebuild unless that was tried too often, and return whether it was done."""
    if not may_rebuild(_root()):
        log.error("search index not rebuilt again: run `portal index rebuild`")
        return False
    _rebuild()
    return True


def _rebuild() -> int:
    """Build everything; what changed meanwhile stays in the outbox and follows."""
    last = find_last_waiting()
    started = time.monotonic()
    count = get_engine().rebuild(_read_everything())
    db.session.execute(delete(OutboxEntry).where(OutboxEntry.id <= last))
    db.session.commit()
    log.info(
        "search index rebuilt",
        extra={"documents": count, "seconds": round(time.monotonic() - started, 1)},
    )
    return count


def _read_everything() -> Iterator[SearchDocument]:
    for source in list_sources().values():
        for some in _chunks(source.list_ids(), _LOADED_AT_ONCE):
            yield from _load(source, some)
            db.session.rollback()  # lets go of the rows, and of the reading transaction


def _load(source: Source, numbers: list[int]) -> list[SearchDocument]:
    """Return the documents that can be read; one that cannot does not hide the others."""
    try:
        return source.load(numbers)
    except _NOT_OF_A_ROW:
        raise
    except Exception:
        log.exception("not indexed", extra={"rows": numbers[:1]})
        db.session.rollback()
        if len(numbers) == 1:
            return []
        return [document for number in numbers for document in _load(source, [number])]


def _chunks(numbers: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def _is_sound() -> bool:
    try:
        get_engine().check_files()
    except IndexUnavailableError as problem:
        log.warning("search index to be rebuilt: %s", problem)
        return False
    return True


def _synonym_sets() -> list[list[str]]:
    return [found.expressions for found in list_synonym_sets()]


def _root() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.index_dir
