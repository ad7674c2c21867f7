"""HXL hashtags of a table: the row that holds them, and the column that each one means.

https://hxlstandard.org/standard/1-1final/
"""

import re
from collections.abc import Mapping, Sequence

from portal.directory.exchange.columns import Column

_TAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")

Tag = tuple[str, frozenset[str]]


def find_hashtags(rows: Mapping[int, Sequence[str]]) -> tuple[int, list[str]] | None:
    """Return the first row of hashtags, by its number; None when no row is one.

    Every cell of such a row begins with the sign of hashtags, and at least half of them are
    valid ones. The others stay as they are written.
    """
    for number, cells in rows.items():
        tags = ["".join(cell.split()).lower() for cell in cells]
        written = [tag for tag in tags if tag]
        valid = sum(map(is_hashtag, written))
        if valid and valid * 2 >= len(written) and all(tag[0] == "#" for tag in written):
            return number, tags
    return None


def is_hashtag(text: str) -> bool:
    """Return whether a text is a valid hashtag."""
    return bool(_TAG.fullmatch(text))


def map_tags(columns: Sequence[Column]) -> dict[Tag, Column]:
    """Return the column of each hashtag; its attributes may be in any order."""
    return {
        read_tag(tag): column
        for column in reversed(columns)
        for tag in (column.tag, *(other for other in column.others if other.startswith("#")))
    }


def read_tag(text: str) -> Tag:
    """Return the tag and its attributes."""
    name, *attributes = text.split("+")
    return name, frozenset(attributes)
