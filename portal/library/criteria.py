"""What a visitor asks of the library: words, choices, order and page, as its address says."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, get_args
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from portal.search.questions import Sort
from portal.web.pagination import page_number

FACETS = ("kind", "domain", "place", "language", "year", "organisation")
SORTS: tuple[Sort, ...] = get_args(Sort)
LONGEST_TEXT = 200
LONGEST_VALUE = 120
MOST_VALUES = 20

Name = TypeVar("Name", bound=str)
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
        """Return the address of the question.

        Written here and not by `url_for`, whose `language` is that of the interface.
        """
        asked = [("q", self.text)] if self.text else []
        asked += [(name, value) for name, values in self.chosen.items() for value in values]
        others = (("sort", self.sort), ("all", self.unfolded), ("in", self.tab))
        asked += [(name, value) for name, value in others if value]
        if self.page > 1:
            asked.append(("page", str(self.page)))
        query = f"?{urlencode(asked)}" if asked else ""
        return url_for(self.endpoint) + query + (f"#{anchor}" if anchor else "")


def read_criteria(arguments: "MultiDict[str, str]") -> Criteria:
    """Return the question that an address asks; what is not understood is left out."""
    chosen = {name: values for name in FACETS if (values := _values(arguments, name))}
    return Criteria(
        text=_clean(arguments.get("q", ""))[:LONGEST_TEXT],
        chosen=chosen,
        sort=_one_of(SORTS, arguments.get("sort")),
        page=page_number(arguments.get("page")),
        unfolded=_one_of(FACETS, arguments.get("all")),
    )


def _values(arguments: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    cleaned = (_clean(value)[:LONGEST_VALUE] for value in arguments.getlist(name))
    return tuple(dict.fromkeys(value for value in cleaned if value))[:MOST_VALUES]


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _one_of(known: tuple[Name, ...], text: str | None) -> Name | None:
    return next((name for name in known if name == text), None)
