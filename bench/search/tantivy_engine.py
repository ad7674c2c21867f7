"""tantivy (Rust) with aggregations and its snippets."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import tantivy

from bench.search.fts5 import FACETS
from portal.search.documents import SearchDocument


class Tantivy:
    """The fastest engine a Python program can embed."""

    name = "tantivy"

    def __init__(self, root: Path) -> None:
        """Keep the index in its own folder."""
        self._root = root / "tantivy"
        self._index = None
        self._searcher = None

    def is_built(self) -> bool:
        """Return whether a complete index is there."""
        return (self._root / "built").exists()

    def build(self, documents: Iterable[SearchDocument]) -> None:
        """Index everything with one thread."""
        shutil.rmtree(self._root, ignore_errors=True)
        self._root.mkdir(parents=True)
        self._open()
        writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        for document in documents:
            writer.add_document(_values(document))
        writer.commit()
        writer.wait_merging_threads()
        (self._root / "built").touch()
        self._index = None

    def size(self) -> int:
        """Return the bytes on disk."""
        return sum(path.stat().st_size for path in self._root.rglob("*"))

    def ask(self, kind: str, words: str) -> int:
        """Answer one query with six aggregations and ten snippets."""
        self._open()
        query = self._query(kind, words)
        result = self._searcher.search(query, 10, count=True)
        counts = {name: {"terms": {"field": name, "size": 100}} for name in FACETS}
        self._searcher.aggregate(query, counts)
        snippets = tantivy.SnippetGenerator.create(
            self._searcher, query, self._index.schema, "body"
        )
        for _, address in result.hits:
            snippets.snippet_from_doc(self._searcher.doc(address)).to_html()
        return int(result.count)

    def forget(self) -> None:
        """Open the index anew."""
        self._index = None

    def update(self, document: SearchDocument) -> None:
        """Replace one document and commit."""
        self._open()
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        writer.delete_documents("key", document.key)
        writer.add_document(_values(document))
        writer.commit()
        writer.wait_merging_threads()
        self._index = None

    def _open(self) -> None:
        if self._index is None:
            builder = tantivy.SchemaBuilder()
            builder.add_text_field("key", stored=True, tokenizer_name="raw")
            for name in ("title", "body"):
                builder.add_text_field(name, stored=True, tokenizer_name="fr_stem")
            for name in FACETS:
                builder.add_text_field(name, fast=True, tokenizer_name="raw")
            self._index = tantivy.Index(builder.build(), path=str(self._root))
            self._index.reload()
            self._searcher = self._index.searcher()

    def _query(self, kind: str, words: str) -> tantivy.Query:
        if kind == "prefix":
            schema = self._index.schema
            return tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Should, tantivy.Query.regex_query(schema, name, f"{words}.*"))
                    for name in ("title", "body")
                ]
            )
        text = f'"{words}"' if kind == "phrase" else words
        return self._index.parse_query(
            text, ["title", "body"], conjunction_by_default=True, field_boosts={"title": 10.0}
        )


def _values(document: SearchDocument) -> tantivy.Document:
    return tantivy.Document(
        key=document.key,
        title=document.title,
        body=document.pages[0].text,
        **{name: list(document.facets[name]) for name in FACETS},
    )
