"""The search index, behind one door."""
