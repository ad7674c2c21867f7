"""What the index answers: hits with their snippets, facets, suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Markup = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A few words around what was found, in pieces of (text, is a match).

    `page_number` and `file_id` say where it can be read; number 0 without a file is the
    object's own summary or body. What is heard begins at a `second`. `language` is said
    where it may not be that of the object.
    """

    markup: Markup
    page_number: int = 0
    file_id: int | None = None
    second: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One object found, by its key ("item:12"); `title` marks the words found in it."""

    key: str
    score: float
    title: Markup = ()
    snippets: Sequence[Snippet] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of hits, and what holds for all of them.

    `facets` counts each facet without its own selection, most frequent value first.
    `suggestion` is another text that would find more; `terms` the words searched for.
    `is_partial` tells that no object has all the words, and these have all but one.
    `records` counts the objects of each kind that have all the words, whatever kinds and
    facet values were chosen.
    """

    hits: Sequence[Hit]
    total: int
    facets: Mapping[str, Sequence[tuple[str, int]]]
    suggestion: str | None = None
    terms: Sequence[str] = ()
    is_partial: bool = False
    records: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to search for, and how many objects it would find."""

    text: str
    count: int
