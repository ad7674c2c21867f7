"""Domains, places and languages, by id, labelled per language."""
