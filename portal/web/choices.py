"""What lists show of a question: what may be chosen, what was, and in which order it answers."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to a facet's question, and how many results it would give."""

    value: str
    words: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A question to refine by; `more_url` shows the choices that are folded away."""

    name: str
    title: str
    choices: Sequence[Choice]
    more_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of the list."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """Words that change the question, and the address of the changed question."""

    words: str
    url: str
