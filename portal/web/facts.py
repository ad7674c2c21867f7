"""What is known of a record, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of a fact, with the address of all that shares it.

    `tag` is its language where that is not the language of the page.
    """

    words: str
    url: str | None = None
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of what is known of a record."""

    name: str
    terms: Sequence[Term]
