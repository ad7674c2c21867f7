"""Compares the index with the database, and mends what differs."""

from dataclasses import dataclass

from portal.extensions import db
from portal.search.index import get_engine
from portal.search.indexer import index_waiting
from portal.search.outbox import mark_changed
from portal.search.sources import list_sources


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the index differs from the database, as keys."""

    missing: list[str]
    stale: list[str]
    unwanted: list[str]

    @property
    def count(self) -> int:
        """How many objects differ."""
        return len(self.missing) + len(self.stale) + len(self.unwanted)


def compare_index() -> Comparison:
    """Compare the keys and fingerprints of the index with those of the database."""
    wanted = {
        f"{kind}:{number}": fingerprint
        for kind, source in list_sources().items()
        for number, fingerprint in source.fingerprints()
    }
    found = get_engine().fingerprints()
    return Comparison(
        missing=sorted(wanted.keys() - found.keys()),
        stale=sorted(key for key in wanted.keys() & found.keys() if wanted[key] != found[key]),
        unwanted=sorted(found.keys() - wanted.keys()),
    )


def repair_index(comparison: Comparison) -> None:
    """Index again whatever differs."""
    for key in (*comparison.missing, *comparison.stale, *comparison.unwanted):
        kind, _, number = key.partition(":")
        mark_changed(kind, int(number))
    db.session.commit()
    index_waiting()
