"""What the index answers: hits with their snippets, facets, corrections, suggestions."""

import re
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
    """One object found, by its key ("item:12"); `title` marks the words found in it.

    `is_whole` is false where it has only some of the words; `words` are those that it has.
    """

    key: str
    score: float
    title: Markup = ()
    snippets: Sequence[Snippet] = ()
    is_whole: bool = True
    words: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What was searched instead of the original text, because nothing has some of its words.

    `words` pairs each of these words with the one that took its place.
    """

    text: str
    original: str
    words: Sequence[tuple[str, str]] = ()

    @property
    def literal(self) -> str:
        """The original text with the words in quotation marks that must stay as typed."""
        text = self.original
        for typed, _better in self.words:
            whole = rf"(?<![\w'’]){re.escape(typed)}(?![\w'’])"
            text = re.sub(whole, lambda found: f'"{found.group()}"', text, count=1)
        return text if text != self.original else f'"{text}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of hits, and what holds for all of them.

    The first `whole` of the `total` have all the words. The others, best first, have only
    some; `some_words` are those that they may have. `facets` counts all of them, each facet
    without its own selection, most frequent value first. `correction` is set where another
    text was searched than the one typed; `terms` are the words searched for. `records`
    counts the objects of each kind that have all the words, whatever kinds and facet values
    were chosen.
    """

    hits: Sequence[Hit]
    total: int
    facets: Mapping[str, Sequence[tuple[str, int]]]
    whole: int = 0
    some_words: Sequence[str] = ()
    correction: Correction | None = None
    terms: Sequence[str] = ()
    records: Mapping[str, int] = field(default_factory=dict)

    @property
    def partial(self) -> int:
        """How many have only some of the words."""
        return self.total - self.whole

    @property
    def is_partial(self) -> bool:
        """Whether there is something, but nothing that has all the words."""
        return self.total > 0 and not self.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """All that a query finds, by key: the first `whole` have all the words, as in Results.

    `best_words` are those of the question that the first has.
    """

    keys: Sequence[str]
    whole: int = 0
    best_words: Sequence[str] = ()
    some_words: Sequence[str] = ()
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to search for, and how many objects it would find."""

    text: str
    count: int
