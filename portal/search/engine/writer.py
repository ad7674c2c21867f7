"""Writes commits to a generation: new segments, deletions, table of contents, manifest."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from portal.search.documents import SearchDocument
from portal.search.engine.builder import SegmentBuilder
from portal.search.engine.layout import (
    MANIFEST,
    Manifest,
    measure,
    read_manifest,
    write_manifest,
)
from portal.search.engine.merging import merge_segments
from portal.search.engine.postings import decode_ids
from portal.search.engine.terms import KEY, Dictionary

INDEX = "MAIN"
_LOCK = f"{INDEX}_WRITELOCK"
_SCHEMA = Schema(key=ID(unique=True), text=TEXT)


class LockedIndexError(Exception):
    """Another process is writing this generation."""


class Writer:
    """One writer of one generation; nothing is visible before `commit`."""

    def __init__(self, directory: Path) -> None:
        """Lock the generation and read where it stands; a new directory is empty."""
        self.directory = directory
        self._storage = FileStorage(str(directory), supports_mmap=False)
        self._lock = self._storage.lock(_LOCK)
        if not self._lock.acquire(blocking=False):
            raise LockedIndexError(directory.name)
        self._manifest = _manifest_of(directory)
        self._remove_leftovers()
        self._segments: list[Any] = read_segments(directory, self._manifest.contents)
        self._dictionaries = {
            segment.segment_id(): Dictionary(directory, segment.segment_id())
            for segment in self._segments
        }
        self._builder: SegmentBuilder | None = None
        self._fresh: dict[str, int] = {}

    def __enter__(self) -> Self:
        """Use the writer for one block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lock; what was not committed is forgotten."""
        if self._builder is not None:
            self._builder.cancel()
        self._lock.release()

    def add(self, document: SearchDocument) -> None:
        """Add a document, in place of any other with its key."""
        self.remove(document.key)
        if self._builder is None:
            self._builder = SegmentBuilder(self._storage, self._new_segment())
        self._fresh[document.key] = len(self._builder)
        self._builder.add(document)
        if self._builder.is_full:
            self._flush()

    def remove(self, key: str) -> None:
        """Remove the document of this key, if there is one."""
        if key in self._fresh and self._builder is not None:
            self._builder.segment.delete_document(self._fresh.pop(key))
        for segment in self._segments:
            block = self._dictionaries[segment.segment_id()].find_block(KEY + key)
            if block is not None:
                for document in decode_ids(block, segment.doc_count_all()):
                    segment.delete_document(document)

    def merge(self, segments: list[Any]) -> None:
        """Replace these segments by one, without what was deleted."""
        merged = merge_segments(self.directory, self._storage, self._new_segment(), segments)
        self._segments = [one for one in self._segments if one not in segments]
        self._append(merged)

    def list_segments(self) -> list[Any]:
        """Return the segments as they stand."""
        return list(self._segments)

    def commit(self) -> int:
        """Make everything visible and return how many documents there are."""
        self._flush()
        kept = [segment for segment in self._segments if segment.doc_count()]
        contents = self._manifest.contents + 1
        TOC(_SCHEMA, kept, contents).write(self._storage, INDEX)
        documents: int = sum(segment.doc_count() for segment in kept)
        self._manifest = Manifest(contents, documents, self._files(kept, contents))
        write_manifest(self.directory, self._manifest)
        self._segments = kept
        self._remove_leftovers()
        return documents

    def _flush(self) -> None:
        if self._builder is not None:
            segment = self._builder.write()
            self._builder = None
            self._fresh.clear()
            self._append(segment)

    def _append(self, segment: Any) -> None:
        self._segments.append(segment)
        name = segment.segment_id()
        self._dictionaries[name] = Dictionary(self.directory, name)

    def _new_segment(self) -> Any:
        return W3Codec().new_segment(self._storage, INDEX)

    def _files(self, segments: list[Any], contents: int) -> dict[str, tuple[int, int]]:
        names = [TOC._filename(INDEX, contents)]  # noqa: SLF001 - Whoosh has no public name for it
        for segment in segments:
            names += segment.list_files(self._storage)
        known = self._manifest.files
        return {name: known.get(name) or measure(self.directory, name) for name in names}

    def _remove_leftovers(self) -> None:
        """Remove what a killed writer or an older commit left behind."""
        for path in self.directory.iterdir():
            if path.name not in self._manifest.files and path.name not in {MANIFEST, _LOCK}:
                path.unlink()


def read_segments(directory: Path, contents: int) -> list[Any]:
    """Return the segments that a table of contents names."""
    if not contents:
        return []
    storage = FileStorage(str(directory), supports_mmap=False)
    return list(TOC.read(storage, INDEX, gen=contents).segments)


def _manifest_of(directory: Path) -> Manifest:
    if (directory / MANIFEST).exists():
        return read_manifest(directory)
    return Manifest(contents=0, documents=0)
