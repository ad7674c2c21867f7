"""What a visitor asks of the directory, as its address says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from portal.directory.models import WorkStatus
from portal.web.pagination import page_number

FACETS: Mapping[str, str] = {
    "domain": "domains",
    "place": "places",
    "kind": "kinds",
    "network": "networks",
    "language": "languages",
    "status": "statuses",
}
USUAL_STATUSES = (WorkStatus.UNDER_WAY.value,)
LONGEST_TEXT = 200
LONGEST_VALUE = 120
MOST_VALUES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """One question: words, and slugs or codes to choose among; all but words may be several.

    Values of one facet are alternatives, facets add up. Without a status, what is under way
    is meant.
    """

    text: str = ""
    domains: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = USUAL_STATUSES
    page: int = 1
    unfolded: str | None = None

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The values chosen of each facet that narrows the question."""
        values = {name: getattr(self, field) for name, field in FACETS.items()}
        if self.statuses == USUAL_STATUSES:
            values["status"] = ()
        return {name: chosen for name, chosen in values.items() if chosen}

    def but(self, **changes: Any) -> "Criteria":
        """Return the question changed, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def without(self, facet: str, value: str) -> "Criteria":
        """Return the question with one choice taken away."""
        field = FACETS[facet]
        kept = tuple(other for other in getattr(self, field) if other != value)
        if facet == "status":
            kept = kept or USUAL_STATUSES
        return self.but(**{field: kept})

    def url(self, endpoint: str = "directory.list", anchor: str = "") -> str:
        """Return the address of the question, asked of any page of the directory."""
        asked = [("q", self.text)] if self.text else []
        asked += [(name, value) for name, values in self.chosen.items() for value in values]
        if self.unfolded:
            asked.append(("all", self.unfolded))
        if self.page > 1:
            asked.append(("page", str(self.page)))
        query = f"?{urlencode(asked)}" if asked else ""
        return url_for(endpoint) + query + (f"#{anchor}" if anchor else "")


def read_criteria(arguments: "MultiDict[str, str]") -> Criteria:
    """Return the question that an address asks; what is not understood is left out."""
    chosen = {field: _values(arguments, name) for name, field in FACETS.items()}
    known = tuple(value for value in chosen.pop("statuses") if value in set(WorkStatus))
    return Criteria(
        text=_clean(arguments.get("q", ""))[:LONGEST_TEXT],
        statuses=known or USUAL_STATUSES,
        page=page_number(arguments.get("page")),
        unfolded=next((name for name in FACETS if name == arguments.get("all")), None),
        **chosen,
    )


def _values(arguments: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    cleaned = (_clean(value)[:LONGEST_VALUE] for value in arguments.getlist(name))
    return tuple(dict.fromkeys(value for value in cleaned if value))[:MOST_VALUES]


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
