"""Pages of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

PER_PAGE = 10
HIGHEST_PAGE = 10_000

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the reader is in a list of `total` rows, `per_page` at a time; pages count from 1."""

    page: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * self.per_page

    def cut(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return those of all rows that stand on this page."""
        return rows[self.offset : self.offset + self.per_page]

    @property
    def previous(self) -> int | None:
        """The page before this one, if any."""
        return min(self.page, self.pages + 1) - 1 or None

    @property
    def next(self) -> int | None:
        """The page after this one, if any."""
        return self.page + 1 if self.page < self.pages else None


def page_number(text: str | None) -> int:
    """Return the page that an address asks for; whatever is not a number is page 1."""
    if not text or not text.isascii() or not text.isdigit():
        return 1
    return min(max(1, int(text[:9])), HIGHEST_PAGE)
