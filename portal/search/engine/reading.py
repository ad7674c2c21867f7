"""Keeps one snapshot open per process, and a newer one as soon as there is one."""

from __future__ import annotations

import logging
from pathlib import Path

from portal.search.engine import layout
from portal.search.engine.cache import Cache
from portal.search.engine.matches import Matches
from portal.search.engine.snapshot import Snapshot, open_snapshot
from portal.search.errors import IndexUnavailableError

log = logging.getLogger(__name__)

TERM_CACHE, NEED_CACHE = 96 << 20, 32 << 20
_ATTEMPTS = 10

Seen = tuple[tuple[int, int], ...]


class SnapshotReader:
    """Opens what the files say; what cannot be read is logged once, the former one serves on.

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

    def refresh(self) -> Snapshot:
        """Return the newest snapshot that can be read; two file times tell if it changed."""
        if self._snapshot is None:
            directory = layout.find_current(self.root)
        else:
            directory = self._snapshot.directory
        if self.seen != self._look(directory):
            self._reopen()
        if self._snapshot is None:
            raise IndexUnavailableError("no usable index")
        return self._snapshot

    def give_up(self) -> None:
        """Close a snapshot that turned out damaged, and leave word for who rebuilds."""
        if self._snapshot is not None:
            layout.report_damage(self.root, self._snapshot.directory)
        self._snapshot = None
        self.terms.clear()
        self.needs.clear()

    def _reopen(self) -> None:
        for _ in range(_ATTEMPTS):
            directory = layout.find_current(self.root)
            self.seen = self._look(directory)
            if directory is None:
                return
            try:
                manifest = layout.read_manifest(directory)
                self._snapshot = open_snapshot(directory, manifest, self.terms, self._snapshot)
            except (layout.DamagedIndexError, OSError) as problem:
                if self.seen == self._look(directory):
                    log.error("search index damaged: %s", problem)  # noqa: TRY400 - no trace needed
                    layout.report_damage(self.root, directory)
                    return
                # Not damage: a commit came between two reads.
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
