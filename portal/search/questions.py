"""What a visitor asks of the index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Sort = Literal["relevance", "newest", "oldest", "title"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Words, chosen facet values, and who is asking; empty text means everything.

    Values of one facet are alternatives, facets add up. `language` is that of the
    interface: it decides which small words carry no meaning. "newest" goes by the moment
    of publication, "oldest" by the date of the object, unknown dates last. `records` are
    the kinds of record meant, as their keys begin ("item"); without any, all are.
    `is_literal` asks for the words as they are typed: none is corrected.
    """

    text: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    audiences: Sequence[str] = ("public",)
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 10
    language: str = "fr"
    records: Sequence[str] = ()
    is_literal: bool = False
