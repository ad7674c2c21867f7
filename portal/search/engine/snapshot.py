"""An index generation at one moment: its segments, and which documents live in each."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

from portal.search.engine.layout import Manifest, verify
from portal.search.engine.postings import bits_of
from portal.search.engine.segment import MatchesCache, Segment
from portal.search.engine.writer import read_segments


@dataclass(frozen=True)
class Part:
    """A segment and the bitset of its living documents."""

    segment: Segment
    alive: int


@dataclass(frozen=True)
class Snapshot:
    """What a query is answered from; it never changes."""

    directory: Path
    manifest: Manifest
    parts: tuple[Part, ...]

    @property
    def documents(self) -> int:
        """How many documents can be found."""
        return self.manifest.documents


def open_snapshot(
    directory: Path, manifest: Manifest, cache: MatchesCache, former: Snapshot | None
) -> Snapshot:
    """Return the snapshot of a commit, with the open segments of the former one.

    Files that the former snapshot did not have are checked against the manifest; a
    damaged one raises DamagedIndexError.
    """
    if former is not None and former.directory != directory:
        former = None
    known = former.manifest.files if former else {}
    verify(directory, {name: size for name, size in manifest.files.items() if name not in known})
    opened = {part.segment.name: part.segment for part in former.parts} if former else {}
    parts = []
    for found in read_segments(directory, manifest.contents):
        name = found.segment_id()
        segment = opened.get(name) or Segment(directory, name, cache)
        deleted = bits_of(array("I", sorted(found.deleted_docs())), segment.size)
        parts.append(Part(segment, ((1 << segment.size) - 1) & ~deleted))
    return Snapshot(directory, manifest, tuple(parts))
