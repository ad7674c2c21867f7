"""Whoosh as its documentation shows it: one searcher kept open, groupedby, highlights."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from whoosh import fields, index, query
from whoosh.analysis import CharsetFilter, StandardAnalyzer
from whoosh.support.charset import accent_map

from bench.search.fts5 import FACETS
from portal.search.documents import SearchDocument


class PlainWhoosh:
    """Whoosh without any of our shortcuts."""

    name = "Whoosh plain"

    def __init__(self, root: Path) -> None:
        """Keep the index in its own folder."""
        self._root = root / "whoosh"
        self._searcher = None

    def is_built(self) -> bool:
        """Return whether a complete index is there."""
        return (self._root / "built").exists()

    def build(self, documents: Iterable[SearchDocument]) -> None:
        """Index everything with one writer."""
        shutil.rmtree(self._root, ignore_errors=True)
        self._root.mkdir(parents=True)
        analyser = StandardAnalyzer() | CharsetFilter(accent_map)
        schema = fields.Schema(
            key=fields.ID(stored=True, unique=True),
            title=fields.TEXT(analyser, stored=True, field_boost=10.0),
            body=fields.TEXT(analyser, stored=True),
            **{name: fields.ID(sortable=True) for name in FACETS},
        )
        writer = index.create_in(str(self._root), schema).writer(limitmb=256)
        for document in documents:
            writer.add_document(**_values(document))
        writer.commit()
        (self._root / "built").touch()

    def size(self) -> int:
        """Return the bytes on disk."""
        return sum(path.stat().st_size for path in self._root.rglob("*"))

    def ask(self, kind: str, words: str) -> int:
        """Answer one query with six groupings and ten highlights."""
        if self._searcher is None:
            self._searcher = index.open_dir(str(self._root)).searcher()
        results = self._searcher.search(self._query(kind, words), limit=10, groupedby=list(FACETS))
        for name in FACETS:
            results.groups(name)
        for hit in results[:10]:  # groupedby makes it keep them all
            hit.highlights("body")
        return len(results)

    def forget(self) -> None:
        """Open a new searcher next time."""
        self._searcher = None

    def update(self, document: SearchDocument) -> None:
        """Replace one document and commit."""
        writer = index.open_dir(str(self._root)).writer()
        writer.update_document(**_values(document))
        writer.commit(merge=False)

    def _query(self, kind: str, words: str) -> query.Query:
        schema = self._searcher.schema
        both = []
        for name in ("title", "body"):
            terms = [token.text for word in words.split() for token in schema[name].analyzer(word)]
            if kind == "prefix":
                both.append(query.Prefix(name, words))
            elif kind == "phrase":
                both.append(query.Phrase(name, terms))
            else:
                both.append(query.And([query.Term(name, term) for term in terms]))
        return query.Or(both)


def _values(document: SearchDocument) -> dict[str, str]:
    facets = {name: document.facets[name][0] for name in FACETS if document.facets[name]}
    return {
        "key": document.key,
        "title": document.title,
        "body": document.pages[0].text,
        **facets,
    }
