"""What every engine must do; one test suite holds for all."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from portal.search.answers import Keys, Results, Suggestion
from portal.search.documents import SearchDocument
from portal.search.questions import Query


class Engine(Protocol):
    """Keeps documents and finds them again."""

    def find(self, query: Query) -> Results:
        """Answer a query, or raise IndexUnavailableError."""

    def find_keys(self, query: Query, *, limit: int) -> Keys:
        """Return the keys of what a query finds, in order, or raise IndexUnavailableError."""

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

    def update(self, changes: Iterable[tuple[str, SearchDocument | None]]) -> int:
        """Put in place, or remove, the document of each key; return how many there are."""

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace everything, readers seeing the old until the new is whole."""

    def fingerprints(self) -> dict[str, str]:
        """Return the fingerprint of every document by its key."""

    def check_files(self) -> None:
        """Raise IndexUnavailableError when the index must be rebuilt."""

    def tidy(self) -> None:
        """Put the index in order, when nothing else waits."""
