"""How text becomes terms: the same for indexing, queries and snippets."""
