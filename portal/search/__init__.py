"""The search index, behind one door: `portal.search.index`."""
