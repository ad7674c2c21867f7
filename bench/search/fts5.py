"""SQLite FTS5 two ways: facets by SQL, and with our bitsets and snippets on top."""

import sqlite3
from array import array
from collections.abc import Iterable
from heapq import nlargest
from pathlib import Path

from portal.search.analysis.analyser import query_terms
from portal.search.documents import SearchDocument
from portal.search.engine.marking import Marker
from portal.search.engine.postings import bits_of
from portal.search.engine.snippets import excerpt

FACETS = ("kind", "domain", "place", "language", "year", "organisation")

_SCHEMA = """
PRAGMA journal_mode=WAL;
CREATE VIRTUAL TABLE texts USING fts5(
    title, summary, body, tokenize='unicode61 remove_diacritics 2');
CREATE TABLE facet (name TEXT, value TEXT, doc INTEGER);
"""
_RANKED = "SELECT rowid, bm25(texts, 10, 3, 1) FROM texts WHERE texts MATCH ?"


class Fts5:
    """FTS5 with facet counts by SQL and its own snippets."""

    name = "FTS5, SQL facets"

    def __init__(self, root: Path) -> None:
        """Keep the database in one file."""
        root.mkdir(parents=True, exist_ok=True)
        self._path = root / "fts5.sqlite"
        self.db = sqlite3.connect(self._path)

    def is_built(self) -> bool:
        """Return whether the tables are there and complete."""
        found = self.db.execute("SELECT count(*) FROM sqlite_master WHERE name='built'").fetchone()
        return bool(found[0])

    def build(self, documents: Iterable[SearchDocument]) -> None:
        """Index everything in one transaction."""
        self.db.close()
        for path in self._path.parent.glob("fts5.sqlite*"):
            path.unlink()
        self.db = sqlite3.connect(self._path)
        self.db.executescript(_SCHEMA)
        for document in documents:
            self._add(document)
        self.db.executescript(
            "CREATE INDEX facet_doc ON facet (doc, name, value); CREATE TABLE built (yes);"
        )
        self.db.commit()

    def size(self) -> int:
        """Return the bytes on disk."""
        return self._path.stat().st_size

    def ask(self, kind: str, words: str) -> int:
        """Answer one query with six facet counts and ten snippets."""
        match = match_of(kind, words)
        db = self.db
        db.execute("CREATE TEMP TABLE IF NOT EXISTS hit (doc INTEGER PRIMARY KEY, rank REAL)")
        db.execute("DELETE FROM hit")
        db.execute(f"INSERT INTO hit {_RANKED}", (match,))
        db.execute(
            "SELECT name, value, count(*) FROM hit JOIN facet USING (doc) GROUP BY name, value"
        ).fetchall()
        best = [row[0] for row in db.execute("SELECT doc FROM hit ORDER BY rank LIMIT 10")]
        for doc in best:
            db.execute(
                "SELECT title, snippet(texts, 2, '[', ']', '…', 24) FROM texts"
                " WHERE texts MATCH ? AND rowid = ?",
                (match, doc),
            ).fetchone()
        return int(db.execute("SELECT count(*) FROM hit").fetchone()[0])

    def forget(self) -> None:
        """Open the file anew, with an empty page cache of its own."""
        self.db.close()
        self.db = sqlite3.connect(self._path)

    def update(self, document: SearchDocument) -> None:
        """Replace one document and commit."""
        rowid = int(document.key.removeprefix("item:")) + 1
        self.db.execute("DELETE FROM texts WHERE rowid = ?", (rowid,))
        self.db.execute("DELETE FROM facet WHERE doc = ?", (rowid,))
        self._add(document)
        self.db.commit()

    def _add(self, document: SearchDocument) -> None:
        rowid = int(document.key.removeprefix("item:")) + 1
        self.db.execute(
            "INSERT INTO texts (rowid, title, summary, body) VALUES (?, ?, ?, ?)",
            (rowid, document.title, document.summary, document.pages[0].text),
        )
        rows = [(name, value, rowid) for name in FACETS for value in document.facets[name]]
        self.db.executemany("INSERT INTO facet VALUES (?, ?, ?)", rows)


class StrongFts5(Fts5):
    """FTS5 for the words alone, with the bitsets and snippets of our engine."""

    name = "FTS5, our bitsets"

    def __init__(self, root: Path) -> None:
        """Share the database of the plain one."""
        super().__init__(root)
        self._bits: list[int] = []
        self._size = 0

    def load(self) -> None:
        """Make one bitset per facet value."""
        self._size = self.db.execute("SELECT max(rowid) FROM texts").fetchone()[0] + 1
        members: dict[tuple[str, str], array] = {}
        for name, value, doc in self.db.execute("SELECT name, value, doc FROM facet ORDER BY doc"):
            members.setdefault((name, value), array("I")).append(doc)
        self._bits = [bits_of(documents, self._size) for documents in members.values()]

    def ask(self, kind: str, words: str) -> int:
        """Answer one query: rows from FTS5, counts by bitsets, our snippets."""
        rows = self.db.execute(_RANKED, (match_of(kind, words),)).fetchall()
        found = bits_of(array("I", [row[0] for row in rows]), self._size)
        for bits in self._bits:
            (bits & found).bit_count()
        best = nlargest(10, rows, key=lambda row: -row[1])
        marker = marker_of(kind, words)
        for doc, _ in best:
            title, body = self.db.execute(
                "SELECT title, body FROM texts WHERE rowid = ?", (doc,)
            ).fetchone()
            marker.mark(title, "f")
            excerpt(body, marker.find(body, "f"), len(words.split()))
        return len(rows)


def match_of(kind: str, words: str) -> str:
    """Return a query in the language of FTS5."""
    if kind == "phrase":
        return f'"{words}"'
    return f'"{words}"*' if kind == "prefix" else " ".join(f'"{word}"' for word in words.split())


def marker_of(kind: str, words: str) -> Marker:
    """Return what marks the words in our snippets."""
    terms = {term: place for place, word in enumerate(words.split()) for term in query_terms(word)}
    return Marker(terms, [words] if kind == "prefix" else [])
