"""One row of a table: what its cells say, over what was there, and what stands against it."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext as _

from portal.content.dates import read_date
from portal.content.numbers import read_number
from portal.content.text import clean_line
from portal.directory.exchange.cells import read_cell
from portal.directory.exchange.columns import SEPARATOR
from portal.directory.exchange.headers import Layout
from portal.directory.exchange.place_names import LAWS
from portal.directory.exchange.terms import Terms
from portal.errors import InvalidError
from portal.vocabulary.models import PlaceKind

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)

_LISTED = re.compile(rf"[\n{re.escape(SEPARATOR)}]")
_LINKED = re.compile(r"[,;]?\s+|[,;](?=https?://)")
_LEVELS = {"cercle": PlaceKind.CERCLE, "commune": PlaceKind.COMMUNE}


class Row:
    """The cells that say something, by column.

    `problems` gathers what cannot be taken, `notes` what is taken otherwise than it is written.
    """

    def __init__(
        self, number: int, said: Mapping[str, str], problems: Mapping[str, str] | None = None
    ) -> None:
        self.number = number
        self.said = said
        self.problems = dict(problems or {})
        self.notes: dict[str, str] = {}

    def take(self, name: str, read: Callable[[str], Value], otherwise: Value) -> Value:
        """Return what a cell says, or what was there when it is blank or wrong."""
        if name not in self.said:
            return otherwise
        try:
            return read(self.said[name])
        except InvalidError as error:
            self.problems[name] = str(error)
            return otherwise

    def text(self, name: str, otherwise: str) -> str:
        """Return a text of several lines."""
        return self.said.get(name, otherwise)

    def line(self, name: str, otherwise: str) -> str:
        """Return a text of one line."""
        return self.take(name, clean_line, otherwise)

    def date(self, name: str, otherwise: str) -> str:
        """Return a date as EDTF, or the text of one that cannot be read."""
        return self.take(name, read_date, otherwise)

    def number_of(self, name: str, otherwise: int | None) -> int | None:
        """Return a whole number, none when the cell empties it."""
        return self.take(name, read_number, otherwise)

    def items(self, name: str, otherwise: Sequence[str]) -> tuple[str, ...]:
        """Return the texts of a list, each on a line of its own or between separators."""
        if name not in self.said:
            return tuple(otherwise)
        parts = map(clean_line, _LISTED.split(self.said[name]))
        return tuple(dict.fromkeys(part for part in parts if part))

    def links(self, name: str, otherwise: Sequence[str]) -> tuple[str, ...]:
        """Return addresses on the web, which have no spaces, however they are divided."""
        if name not in self.said:
            return tuple(otherwise)
        parts = (_LINKED.split(text) for text in self.items(name, ()))
        return tuple(dict.fromkeys(part for some in parts for part in some if part))

    def pair(self, name: str, code: str, read: Callable[[str], Value], otherwise: Value) -> Value:
        """Return what a column of words and one of codes say, which has to be the same."""
        by_name = self.take(name, _filled(read), otherwise)
        by_code = self.take(code, _filled(read), otherwise)
        if name in self.said and code in self.said and not self.problems.keys() & {name, code}:
            if by_name != by_code:
                self.problems[name] = _disagreement(self.said[name], self.said[code])
            return by_code
        return by_code if code in self.said else by_name

    def choice(self, name: str, kind: type[Choice], terms: Terms, otherwise: Choice) -> Choice:
        """Return one of a few choices, by its code or in words."""
        return self.take(name, _filled(lambda text: terms.choose(kind, text)), otherwise)

    def place(self, terms: Terms, place: str, code: str) -> int | None:
        """Return the place that the cells of all levels name together, if they name one."""
        by_names = self._named_place(terms, place)
        if code not in self.said:
            return by_names
        found = self.take(code, _filled(terms.places.get_by_code), None)
        if found and by_names:
            above = {spot.id for spot in terms.places.tree.climb(found)}
            if by_names not in above:
                spot = terms.places.tree.by_id[by_names]
                self.problems[code] = _disagreement(spot.slug, self.said[code])
        return found

    def _named_place(self, terms: Terms, place: str) -> int | None:
        levels = self._named_levels(terms)
        if not self.said.get(place):
            return levels
        return self.take(place, lambda text: terms.places.get_beside(text, levels), levels)

    def _named_levels(self, terms: Terms) -> int | None:
        names = terms.places
        country = self.take("country", _filled(lambda t: names.get(t, PlaceKind.COUNTRY)), None)
        found = self._named_region(terms, country) or country
        for column, level in _LEVELS.items():
            within, wanted = found, level
            found = self.take(column, _getter(terms, wanted, within), found)
        return found

    def _named_region(self, terms: Terms, country: int | None) -> int | None:
        names = terms.places
        if self.said.get("region"):
            region = self.take("region", _getter(terms, PlaceKind.REGION, country), None)
            if self.said.get("region_code") and region:
                code = self.take("region_code", names.get_by_code, None)
                if code and code != region:
                    texts = self.said["region"], self.said["region_code"]
                    self.problems["region"] = _disagreement(*texts)
            return region
        if self.said.get("region_code"):
            return self.take("region_code", names.get_by_code, None)
        for column in LAWS:
            if self.said.get(column):
                return self.take(column, _by_law(terms, column), None)
        return None


def read_row(number: int, cells: Sequence[str], layout: Layout, problems: Mapping[str, str]) -> Row:
    """Return the row of these cells; one that has a problem says nothing."""
    said = {}
    for name, place in layout.places.items():
        text = read_cell(cells[place]) if place < len(cells) else None
        if text is not None and name not in problems:
            said[name] = text
    return Row(number, said, problems)


def _getter(terms: Terms, level: PlaceKind, within: int | None) -> Callable[[str], int | None]:
    return _filled(lambda text: terms.places.get(text, level, within))


def _by_law(terms: Terms, column: str) -> Callable[[str], int]:
    return lambda text: terms.places.get_by_law(column, text)


def _filled(read: Callable[[str], Value]) -> Callable[[str], Value]:
    """Return a reader that refuses to empty what cannot be empty."""

    def read_filled(text: str) -> Value:
        if not text:
            raise InvalidError({"": _("This cannot be empty.")})
        return read(text)

    return read_filled


def _disagreement(one: str, other: str) -> str:
    return _(
        "“%(one)s” and “%(other)s” do not say the same: mend one, or leave one empty.",
        one=one,
        other=other,
    )
