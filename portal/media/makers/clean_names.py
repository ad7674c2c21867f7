"""Writes sets of names the short way."""


def names(text: str) -> frozenset[str]:
    """Return the names that a text lists, apart by spaces."""
    return frozenset(text.split())
