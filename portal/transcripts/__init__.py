"""Timed text of recordings: what is said when, by whom, and the chapters."""
