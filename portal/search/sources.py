"""Where documents come from: features register how their rows become documents."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from portal.search.documents import SearchDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """How one kind of object is read for the index.

    `load` gives the documents of these ids; what is missing or not published is simply
    absent. `fingerprints` lists (id, fingerprint) of everything that should be found; `ids`
    lists the ids alone, where that is cheaper.
    """

    load: Callable[[list[int]], list[SearchDocument]]
    fingerprints: Callable[[], Iterable[tuple[int, str]]]
    ids: Callable[[], Iterable[int]] | None = None

    def list_ids(self) -> list[int]:
        """Return the ids of everything that should be found."""
        if self.ids is not None:
            return list(self.ids())
        return [number for number, _ in self.fingerprints()]


_sources: dict[str, Source] = {}


def register_source(kind: str, source: Source) -> None:
    """Make objects of this kind searchable, under keys like `kind:12`."""
    _sources[kind] = source


def list_sources() -> Mapping[str, Source]:
    """Return every registered source by kind."""
    return dict(_sources)


def forget_source(kind: str) -> None:
    """Make objects of this kind unknown to search again."""
    _sources.pop(kind, None)
