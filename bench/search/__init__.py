"""Search measured against SQLite FTS5, plain Whoosh and tantivy on the same texts."""
