"""The table of who works on what where: domains by regions, and the country as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.directory.counting import Cells, Tally, count_all, narrow
from portal.directory.criteria import Criteria
from portal.directory.overview.terms import Terms
from portal.directory.register import HOME, Register
from portal.vocabulary.places import Spot


@dataclass(frozen=True, slots=True)
class Head:
    """A domain or a region of the table: its words, and how many organisations work there."""

    words: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Square:
    """Where a row meets a column; without an address nobody works there."""

    region: str
    count: int
    url: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A domain, and each region for it."""

    head: Head
    squares: Sequence[Square]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table; `elsewhere` says that some of what the totals count is in no column."""

    columns: Sequence[Head]
    rows: Sequence[Row]
    total: int
    elsewhere: bool


Column = tuple[str, str, Criteria]


def present_matrix(criteria: Criteria, register: Register, terms: Terms) -> Matrix:
    """Return the table of a question: the domains and regions that it does not rule out."""
    tally = count_all(register, criteria)
    columns = [
        (spot.slug, _say(spot, terms), asked)
        for spot in list_spots(register)
        if (asked := narrow(register, criteria, spot))
    ]
    domains = [slug for slug in terms.domains if slug in criteria.domains or not criteria.domains]
    return Matrix(
        columns=[
            Head(words, tally.by_region.get(slug, 0), asked.url()) for slug, words, asked in columns
        ],
        rows=[_row(slug, columns, criteria, tally, terms) for slug in domains],
        total=tally.total,
        elsewhere=bool(set(tally.by_region) - {slug for slug, _words, _asked in columns}),
    )


def list_spots(register: Register) -> list[Spot]:
    """Return the regions, then the country for what is stated of it as a whole."""
    home = register.places.by_slug.get(HOME)
    return [*register.regions, home] if home else []


def _say(spot: Spot, terms: Terms) -> str:
    return _("Whole country") if spot.slug == HOME else terms.places[spot.slug]


def _row(
    domain: str, columns: Sequence[Column], criteria: Criteria, tally: Tally, terms: Terms
) -> Row:
    asked = criteria.but(domains=(domain,))
    head = Head(terms.domains[domain], tally.by_domain.get(domain, 0), asked.url())
    return Row(head, [_square(domain, column, tally.cells) for column in columns])


def _square(domain: str, column: Column, cells: Cells) -> Square:
    region, words, asked = column
    cell = cells.get((domain, region))
    if cell is None:
        return Square(words, 0, None)
    return Square(words, cell.organisations, asked.but(domains=(domain,)).url())
