"""What a visitor asks of a list, read from addresses and written into them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

LONGEST_TEXT = 200
LONGEST_VALUE = 120
MOST_VALUES = 20

Name = TypeVar("Name", bound=str)


class Question(Protocol):
    """What a visitor asks of a list, as its address says."""

    @property
    def text(self) -> str:
        """The words looked for."""

    @property
    def chosen(self) -> Mapping[str, Sequence[str]]:
        """The values chosen of each facet that narrows the question."""

    def values_of(self, facet: str) -> Sequence[str]:
        """Return the values of a facet that filter the list, chosen or usual."""

    @property
    def order(self) -> str:
        """The order of the list."""

    @property
    def usual_order(self) -> str:
        """The order when none is asked for."""

    @property
    def sort(self) -> str | None:
        """The order that was asked for, if any."""

    @property
    def page(self) -> int:
        """Which page of the answer."""

    @property
    def unfolded(self) -> str | None:
        """The facet shown with all its values."""

    def but(self, **changes: Any) -> "Question":
        """Return the question changed, from its first page on."""

    def without(self, facet: str, value: str) -> "Question":
        """Return the question with one choice taken away."""

    def url(self, *, anchor: str = "") -> str:
        """Return the address of the question."""


def read_words(arguments: "MultiDict[str, str]") -> str:
    """Return the words that an address looks for, cut to LONGEST_TEXT."""
    return _clean(arguments.get("q", ""))[:LONGEST_TEXT]


def read_values(arguments: "MultiDict[str, str]", facet: str) -> tuple[str, ...]:
    """Return the values that an address chooses of a facet, each once, the first MOST_VALUES."""
    cleaned = (_clean(value)[:LONGEST_VALUE] for value in arguments.getlist(facet))
    return tuple(dict.fromkeys(value for value in cleaned if value))[:MOST_VALUES]


def read_one(known: Iterable[Name], text: str | None) -> Name | None:
    """Return the known name that an address says, or None."""
    return next((name for name in known if name == text), None)


def write_query(question: Question, **others: str) -> str:
    """Return what follows the path of an address that asks this, with `?`; empty for nothing.

    Written here and not by `url_for`, whose `language` is that of the interface.
    """
    asked = [("q", question.text)]
    asked += [(name, value) for name, values in question.chosen.items() for value in values]
    asked += [("sort", question.sort or ""), ("all", question.unfolded or ""), *others.items()]
    asked.append(("page", str(question.page) if question.page > 1 else ""))
    said = [(name, value) for name, value in asked if value]
    return f"?{urlencode(said)}" if said else ""


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
