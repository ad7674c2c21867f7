"""Keeps one snapshot open per process, and a newer one as soon as there is one."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from portal.search.engine import layout
from portal.search.engine.cache import Cache
from portal.search.engine.matches import Matches
from portal.search.engine.snapshot import Snapshot, open_snapshot
from portal.search.errors import IndexUnavailableError

log = logging.getLogger(__name__)

TERM_CACHE, NEED_CACHE = 96 << 20, 32 << 20
_ATTEMPTS = 10
_PAUSE_SECONDS = 30

Seen = tuple[tuple[int, int], ...]


class SnapshotReader:
    """Opens what the files say; what cannot be opened is logged, and the former one serves on.

    It is tried again after a pause, or when the files change. Whether they are damaged is the
    worker's to find out.

    `terms` keeps decoded postings, `needs` what conditions found. Not safe for threads:
    the engine locks around it.
    """

    def __init__(self, root: Path) -> None:
        """Remember where the index is; nothing is opened yet."""
        self.root = root
        self.terms: Cache[Matches] = Cache(TERM_CACHE, lambda matches: matches.weight)
        self.needs: Cache[Matches] = Cache(NEED_CACHE, lambda matches: matches.weight)
        self.seen: Seen = ()
        self._snapshot: Snapshot | None = None
        self._try_again_at: float | None = None

    def refresh(self) -> Snapshot:
        """Return the newest snapshot that can be read; two file times tell if it changed."""
        if self._snapshot is None:
            directory = layout.find_current(self.root)
        else:
            directory = self._snapshot.directory
        if self.seen != self._look(directory) or self._is_due():
            self._reopen()
        if self._snapshot is None:
            raise IndexUnavailableError("no usable index")
        return self._snapshot

    def _is_due(self) -> bool:
        return self._try_again_at is not None and time.monotonic() >= self._try_again_at

    def _reopen(self) -> None:
        self._try_again_at = None
        for _ in range(_ATTEMPTS):
            directory = layout.find_current(self.root)
            self.seen = self._look(directory)
            if directory is None:
                return
            try:
                manifest = layout.read_manifest(directory)
                self._snapshot = open_snapshot(directory, manifest, self.terms, self._snapshot)
            except Exception:
                if self.seen == self._look(directory):
                    log.exception("search index not opened, the worker is asked to check it")
                    layout.ask_for_check(self.root)
                    self._try_again_at = time.monotonic() + _PAUSE_SECONDS
                    return
                # A commit came between two reads.
            else:
                return

    def _look(self, directory: Path | None) -> Seen:
        paths = [self.root / layout.CURRENT]
        if directory is not None:
            paths.append(directory / layout.MANIFEST)
        return tuple(_stamp(path) for path in paths)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_ino)
