"""What a visitor asks of the directory, as its address says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from portal.directory.models import WorkStatus
from portal.directory.queries import to_current_slugs
from portal.web.pagination import page_number
from portal.web.questions import read_one, read_values, read_words, write_query

FACETS: Mapping[str, str] = {
    "domain": "domains",
    "place": "places",
    "kind": "kinds",
    "network": "networks",
    "language": "languages",
    "status": "statuses",
}
USUAL_STATUSES = (WorkStatus.UNDER_WAY.value,)
SORTS = ("relevance", "networks", "name", "checked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """One question: words, and slugs or codes to choose among; all but words may be several.

    Values of one facet are alternatives, facets add up. `statuses` are those asked for; work
    is counted as `meant_statuses` say, and without a status what is under way is meant.
    """

    text: str = ""
    domains: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sort: str | None = None
    page: int = 1
    unfolded: str | None = None

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The values chosen of each facet that narrows the question."""
        values = {name: getattr(self, field) for name, field in FACETS.items()}
        return {name: chosen for name, chosen in values.items() if chosen}

    def values_of(self, facet: str) -> tuple[str, ...]:
        """Return the values of a facet that filter the list, chosen or usual."""
        if facet == "status" and self.asks_for_work:
            return self.meant_statuses
        values: tuple[str, ...] = getattr(self, FACETS[facet])
        return values

    @property
    def meant_statuses(self) -> tuple[str, ...]:
        """The statuses of the work that counts."""
        return self.statuses or USUAL_STATUSES

    @property
    def usual_order(self) -> str:
        """The order when none is asked for: the best answer first for words, else the networks."""
        return "relevance" if self.text else "networks"

    @property
    def order(self) -> str:
        """The order of the list."""
        return self.sort or self.usual_order

    @property
    def is_narrowed(self) -> bool:
        """Whether anything less than the whole directory is asked for."""
        return bool(self.text or self.chosen)

    @property
    def asks_for_work(self) -> bool:
        """Whether only those who work on something, somewhere or at some time are asked for."""
        return bool(self.domains or self.places or self.statuses)

    def but(self, **changes: Any) -> "Criteria":
        """Return the question changed, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def without(self, facet: str, value: str) -> "Criteria":
        """Return the question with one choice taken away."""
        field = FACETS[facet]
        kept = tuple(other for other in getattr(self, field) if other != value)
        return self.but(**{field: kept})

    def url(self, endpoint: str = "directory.list", anchor: str = "", **path: Any) -> str:
        """Return the address of the question, asked of any page of the directory.

        `path` is what that page has in its path.
        """
        return url_for(endpoint, **path) + write_query(self) + (f"#{anchor}" if anchor else "")


def read_criteria(arguments: "MultiDict[str, str]") -> Criteria:
    """Return the question that an address asks; what is not understood is left out.

    A network that became another is asked for as that one.
    """
    chosen = {field: read_values(arguments, name) for name, field in FACETS.items()}
    networks = to_current_slugs(chosen.pop("networks"))
    known = tuple(value for value in chosen.pop("statuses") if value in set(WorkStatus))
    return Criteria(
        text=read_words(arguments),
        networks=networks,
        statuses=known,
        sort=read_one(SORTS, arguments.get("sort")),
        page=page_number(arguments.get("page")),
        unfolded=read_one(FACETS, arguments.get("all")),
        **chosen,
    )
