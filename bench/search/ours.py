"""Our engine under the benchmark."""

from collections.abc import Iterable
from pathlib import Path

from portal.search.documents import SearchDocument
from portal.search.engine.whoosh_engine import WhooshEngine
from portal.search.questions import Query


class Ours:
    """The product's engine as the door uses it."""

    name = "ours"

    def __init__(self, root: Path) -> None:
        """Keep the index in its own folder."""
        self._root = root / "ours"
        self.engine = WhooshEngine(self._root)

    def is_built(self) -> bool:
        """Return whether an index is there and readable by this version."""
        try:
            self.engine.check_files()
        except Exception:  # noqa: BLE001 - whatever is wrong, it is built again
            return False
        return True

    def build(self, documents: Iterable[SearchDocument]) -> None:
        """Index everything."""
        self.engine.rebuild(documents)

    def size(self) -> int:
        """Return the bytes on disk."""
        return sum(path.stat().st_size for path in self._root.rglob("*") if path.is_file())

    def ask(self, kind: str, words: str) -> int:
        """Answer one query with facets and ten snippets; return how many were found."""
        return self.engine.find(Query(text=_text(kind, words))).total

    def forget(self) -> None:
        """Empty every cache of decoded postings."""
        self.engine.clear_caches()

    def forget_answers(self) -> None:
        """Forget what conditions found, so that a repeated question is worked out again."""
        self.engine.clear_caches(keep_terms=True)

    def update(self, document: SearchDocument) -> None:
        """Index one changed document and commit."""
        self.engine.update([(document.key, document)])


def _text(kind: str, words: str) -> str:
    if kind == "phrase":
        return f'"{words}"'
    return words + "*" if kind == "prefix" else words
