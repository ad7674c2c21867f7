"""HXL hashtags of a table: the row that holds them, and the column that each one means.

https://hxlstandard.org/standard/1-1final/
"""

import re
from collections.abc import Mapping, Sequence

from portal.directory.exchange.columns import Column

_TAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")

Tag = tuple[str, frozenset[str]]


def find_hashtags(rows: Mapping[int, Sequence[str]]) -> tuple[int, list[str]] | None:
    """Return the first row of hashtags, by its number; None when no row is one."""
    for number, cells in rows.items():
        tags = [_plain_tag(cell) for cell in cells]
        if any(tags) and all(tag or not cell for tag, cell in zip(tags, cells, strict=True)):
            return number, tags
    return None


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


def _plain_tag(cell: str) -> str:
    tag = "".join(cell.split()).lower()
    return tag if _TAG.fullmatch(tag) else ""
