"""What a visitor asks of the library: words, choices, order and page, as its address says."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from flask import url_for
from werkzeug.datastructures import MultiDict

from portal.directory.queries import to_current_slugs
from portal.search.questions import Sort
from portal.web.pagination import page_number
from portal.web.questions import read_one, read_values, read_words, write_query

FACETS = ("kind", "domain", "place", "language", "year", "organisation")
SORTS: tuple[Sort, ...] = get_args(Sort)

Choices = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """One question to the library; `unfolded` is the facet shown with all its values.

    `endpoint` is the page on which it is asked, `tab` what that page chose besides.
    """

    text: str = ""
    chosen: Choices = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1
    unfolded: str | None = None
    endpoint: str = "library.list"
    tab: str = ""

    @property
    def usual_order(self) -> Sort:
        """The order when none is asked for: the best answer first for words, else the newest."""
        return "relevance" if self.text else "newest"

    @property
    def order(self) -> Sort:
        """The order of the list."""
        return self.sort or self.usual_order

    @property
    def is_narrowed(self) -> bool:
        """Whether anything less than the whole library is asked for."""
        return bool(self.text or self.chosen)

    def values_of(self, facet: str) -> tuple[str, ...]:
        """Return the values chosen of a facet."""
        return self.chosen.get(facet, ())

    def without(self, facet: str, value: str) -> "Criteria":
        """Return the question with one choice taken away."""
        kept = tuple(other for other in self.chosen[facet] if other != value)
        rest = {name: values for name, values in self.chosen.items() if name != facet}
        return self.but(chosen={**rest, facet: kept} if kept else rest)

    def but(self, **changes: Any) -> "Criteria":
        """Return the question changed, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def url(self, anchor: str = "") -> str:
        """Return the address of the question."""
        query = write_query(self, **{"in": self.tab})
        return url_for(self.endpoint) + query + (f"#{anchor}" if anchor else "")


def read_criteria(arguments: "MultiDict[str, str]") -> Criteria:
    """Return the question that an address asks; what is not understood is left out.

    An organisation that became another is asked for as that one.
    """
    given = {name: read_values(arguments, name) for name in FACETS}
    given["organisation"] = to_current_slugs(given["organisation"])
    chosen = {name: values for name, values in given.items() if values}
    return Criteria(
        text=read_words(arguments),
        chosen=chosen,
        sort=read_one(SORTS, arguments.get("sort")),
        page=page_number(arguments.get("page")),
        unfolded=read_one(FACETS, arguments.get("all")),
    )
