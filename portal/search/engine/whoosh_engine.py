"""The engine on Whoosh's files: one open snapshot per process, behind a lock."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from portal.search.answers import Keys, Results, Suggestion
from portal.search.documents import SearchDocument
from portal.search.engine import layout, presenting
from portal.search.engine.answering import Answer
from portal.search.engine.completion import complete
from portal.search.engine.plan import Need, make_plan
from portal.search.engine.reading import SnapshotReader
from portal.search.engine.snapshot import Snapshot
from portal.search.engine.spelling import Speller
from portal.search.engine.tidying import choose_segments
from portal.search.engine.writer import Writer
from portal.search.errors import IndexUnavailableError
from portal.search.grammar import parse
from portal.search.questions import Query
from portal.search.synonyms import Synonyms

log = logging.getLogger(__name__)

# Readers may ask for a check of every file; it is made at most once in so many seconds.
CHECK_SECONDS = 600


class WhooshEngine:
    """Reads and writes the index in one directory; safe to call from any thread."""

    def __init__(self, root: Path, synonyms: Callable[[], Synonyms] = Synonyms) -> None:
        """Remember where the index is; nothing is opened before the first question."""
        self.root = root
        self._synonyms = synonyms
        self._lock = RLock()
        self._reader = SnapshotReader(root)
        self._verified: layout.Stamps = {}
        self._check_after = 0.0

    @property
    def synonyms(self) -> Synonyms:
        """The expressions of equal meaning that queries are widened by."""
        return self._synonyms()

    def find(self, query: Query) -> Results:
        """Answer a query, or raise IndexUnavailableError."""
        with self._open() as snapshot:
            answer = self._answer(snapshot, query)
            return (
                presenting.make_results(answer) if answer else Results(hits=[], total=0, facets={})
            )

    def find_keys(self, query: Query, *, limit: int) -> Keys:
        """Return the keys of what a query finds, in order, or raise IndexUnavailableError."""
        with self._open() as snapshot:
            answer = self._answer(snapshot, query)
            return presenting.make_keys(answer, limit) if answer else Keys(keys=[])

    def suggest(
        self,
        prefix: str,
        *,
        language: str,
        audiences: Iterable[str],
        limit: int,
        records: Sequence[str] = (),
    ) -> list[Suggestion]:
        """Complete the last word of what is being typed, for these kinds of record."""
        query = Query(text=prefix, language=language, audiences=list(audiences), records=records)
        with self._open() as snapshot:
            return complete(snapshot, query, limit)

    def update(self, changes: Iterable[tuple[str, SearchDocument | None]]) -> int:
        """Put in place, or remove, the document of each key; return how many there are."""
        directory = layout.find_current(self.root)
        if directory is None:
            raise IndexUnavailableError("no index to update: rebuild it")
        with Writer(directory) as writer:
            for key, document in changes:
                if document is None:
                    writer.remove(key)
                else:
                    writer.add(document)
            return writer.commit()

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace everything, readers seeing the old until the new is whole."""
        directory = layout.create_generation(self.root)
        with Writer(directory) as writer:
            for document in documents:
                writer.add(document)
            count = writer.commit()
        layout.publish_generation(self.root, directory)
        layout.remove_others(self.root, directory)
        return count

    def fingerprints(self) -> dict[str, str]:
        """Return the fingerprint of every document by its key."""
        with self._lock:
            found: dict[str, str] = {}
            for part in self.refresh().parts:
                keys, prints = (
                    part.segment.records.values(name) for name in ("key", "fingerprint")
                )
                for document, key in enumerate(keys):
                    if part.alive >> document & 1:
                        found[key] = prints[document]
            return found

    def refresh(self) -> Snapshot:
        """Return the newest snapshot, or raise IndexUnavailableError."""
        with self._lock:
            try:
                return self._reader.refresh()
            except OSError as error:
                log.exception("search index not opened")
                raise IndexUnavailableError("the index could not be opened") from error

    def stamp(self) -> object:
        """Return what stays equal while the same question would get the same answer."""
        with self._lock:
            self.refresh()
            return self._reader.seen, self._synonyms()

    def check_files(self) -> None:
        """Raise IndexUnavailableError when what is on disk is not what was written.

        Files that did not change are read again when a reader asked for it, now and then.
        """
        directory = layout.find_current(self.root)
        if directory is None:
            raise IndexUnavailableError("no current generation")
        is_asked = layout.is_check_asked(self.root) and time.monotonic() >= self._check_after
        known = {} if is_asked else self._verified
        self._verified = {}
        try:
            self._verified = layout.verify_changed(directory, known)
        except layout.DamagedIndexError as error:
            raise IndexUnavailableError(str(error)) from error
        if is_asked:
            self._check_after = time.monotonic() + CHECK_SECONDS
            layout.forget_doubt(self.root)

    def tidy(self) -> None:
        """Merge small segments, and those with many deletions, when nothing else waits."""
        directory = layout.find_current(self.root)
        if directory is not None:
            with Writer(directory) as writer:
                if chosen := choose_segments(writer.list_segments()):
                    writer.merge(chosen)
                    writer.commit()

    def describe(self) -> str:
        """Return one line for people: generation, documents, segments, size."""
        with self._lock:
            snapshot = self.refresh()
        size = sum(size for size, _ in snapshot.manifest.files.values())
        return (
            f"{snapshot.directory.name}: {snapshot.documents} documents, "
            f"{len(snapshot.parts)} segments, {size / 1e6:.1f} MB"
        )

    def clear_caches(self, *, keep_terms: bool = False) -> None:
        """Forget what was found, and unless told otherwise what was decoded."""
        self._reader.needs.clear()
        if not keep_terms:
            self._reader.terms.clear()

    @contextmanager
    def _open(self) -> Iterator[Snapshot]:
        """Lock the engine around one answer; what goes wrong in it costs that answer alone."""
        with self._lock:
            snapshot = self.refresh()
            try:
                yield snapshot
            except Exception as error:
                log.exception("search failed")
                layout.ask_for_check(self.root)
                raise IndexUnavailableError("the index could not answer") from error

    def _answer(self, snapshot: Snapshot, query: Query) -> Answer | None:
        """Return the answer, corrected if need be; None where the text has no word."""
        answer = Answer(snapshot, self._plan(query, query.text), query, self._reader.needs)
        if not answer.needs:
            return None if query.text.strip() else answer
        unknown = [] if query.is_literal else answer.list_unknown()
        if unknown and (correction := Speller(answer).correct(unknown)):
            needs = self._plan(query, correction.text)
            answer = Answer(snapshot, needs, query, self._reader.needs, correction)
        answer.add_partial()
        return answer

    def _plan(self, query: Query, text: str) -> list[Need]:
        return make_plan(parse(text), self._synonyms(), query.language)
