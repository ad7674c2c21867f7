"""The rows of a table that may be its head: headers in one row or two, with hashtags or without."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from portal.content.text import clean_line
from portal.directory.exchange.hashtags import find_hashtags
from portal.vocabulary.queries import fold

Rows = Mapping[int, Sequence[str]]

# Titles, notes and blank lines may stand above the head.
HEAD_ROWS = 25
GROUP_SEPARATOR = " · "
LONGEST_HEADER = 200
_VALUE = re.compile(r"[\d\s.,/:%+-]+")
_FULL = 0.6


@dataclass(frozen=True, slots=True)
class Head:
    """What the columns of a table are called, from its row `top` to its last row `number`.

    `groups` are headers over several columns, each of which has one of its own below it.
    """

    top: int
    number: int
    headers: tuple[str, ...]
    tags: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """What each column is called, for people."""
        return tuple(
            GROUP_SEPARATOR.join(filter(None, (group, header or tag)))
            for group, header, tag in zip(self.groups, self.headers, self.tags, strict=True)
        )

    @property
    def shape(self) -> str:
        """What tables of the same columns have in common."""
        said = [(fold(label), tag) for label, tag in zip(self.labels, self.tags, strict=True)]
        return hashlib.blake2b(json.dumps(said).encode(), digest_size=16).hexdigest()


def list_heads(rows: Rows) -> Iterator[Head]:
    """Yield the rows that may be the head: that of hashtags alone, where there is one."""
    top = dict(islice(rows.items(), HEAD_ROWS))
    tagged = find_hashtags(top)
    if tagged:
        number, tags = tagged
        above = max((other for other in top if other < number), default=None)
        yield make_head(number, top[above] if above else [], tags=tags, top=above)
        return
    for number in top:
        yield from list_heads_at(rows, number)


def list_heads_at(rows: Rows, number: int) -> Iterator[Head]:
    """Yield a row as a head of its own, then with the headers over it, where there are any."""
    yield make_head(number, rows[number])
    above = rows.get(number - 1)
    if above and sum(map(bool, above)) > 1:
        yield _join(number, above, rows[number])


def guess_head(rows: Rows) -> Head | None:
    """Return the row that looks most like headers of a table; None when there is no table.

    Headers are words, and a table has two columns at least.
    """
    for count in (_count_words, _count_filled):
        widths = {number: count(cells) for number, cells in islice(rows.items(), HEAD_ROWS)}
        wanted = max(2, _FULL * max(widths.values(), default=0))
        for number, width in widths.items():
            if width >= wanted:
                return make_head(number, rows[number])
    return None


def _count_filled(cells: Sequence[str]) -> int:
    return sum(map(bool, cells))


def _count_words(cells: Sequence[str]) -> int:
    """Return how many different cells hold words, and no number or date."""
    return len({fold(cell) for cell in cells if cell and not _VALUE.fullmatch(cell)})


def make_head(
    number: int,
    headers: Sequence[str],
    *,
    tags: Sequence[str] = (),
    groups: Sequence[str] = (),
    top: int | None = None,
) -> Head:
    """Return the head in a row, which begins at another one if `top` says so."""
    width = max(len(headers), len(tags))
    plain = [clean_line(header)[:LONGEST_HEADER] for header in headers]
    return Head(
        top or number, number, _widen(plain, width), _widen(tags, width), _widen(groups, width)
    )


def _join(number: int, above: Sequence[str], below: Sequence[str]) -> Head:
    """Return the head of two rows: what is blank in the lower one is said in the upper one."""
    width = max(len(above), len(below))
    upper, lower = _widen(above, width), _widen(below, width)
    groups, group = [], ""
    for over, header in zip(upper, lower, strict=True):
        group = (over or group) if header else ""
        groups.append("" if group == header else group)
    headers = [header or over for over, header in zip(upper, lower, strict=True)]
    return make_head(number, headers, groups=groups, top=number - 1)


def _widen(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))
