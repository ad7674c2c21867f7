"""Finding out what the columns of a table are, from its hashtags or its headers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.config import LANGUAGES
from portal.directory.exchange.columns import TABLES, Column, TableKind
from portal.errors import InvalidError
from portal.vocabulary.queries import fold

_TAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")
_LATEST_TAGS = 25
_KEYS = {
    TableKind.WORKS: (
        {"organisation", "organisation_code", "acronym"},
        {"domain", "domain_code", "ref"},
    ),
    TableKind.ORGANISATIONS: ({"slug", "name", "acronym"},),
}

Tag = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table is about, where its columns stand, where its rows begin, what is left out.

    What is left out is not known, or stands there a second time.
    """

    kind: TableKind
    places: Mapping[str, int]
    first: int
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]


def find_layout(rows: Mapping[int, Sequence[str]]) -> Layout:
    """Return how a table is laid out, or raise InvalidError when it is none that we know."""
    number, headers, tags = _find_head(rows)
    for kind, columns in TABLES.items():
        by_tag, by_words = _read_tags(columns), _read_words(columns)
        found = [
            by_tag.get(_read_tag(tag)) if tag else by_words.get(fold(header))
            for header, tag in zip(headers, tags, strict=True)
        ]
        names = {column.name for column in found if column}
        if all(names & wanted for wanted in _KEYS[kind]):
            return _lay_out(kind, found, headers, tags, number)
    raise InvalidError(
        {
            "file": _(
                "The columns are not known. A table of organisations has at least a name; one of"
                " who does what where has an organisation, a domain and a place."
            )
        }
    )


def _find_head(rows: Mapping[int, Sequence[str]]) -> tuple[int, list[str], list[str]]:
    """Return the number of the last row of the head, its headers and its hashtags."""
    numbers = list(rows)
    for place, number in enumerate(numbers[:_LATEST_TAGS]):
        tags = [_plain_tag(cell) for cell in rows[number]]
        if any(tags) and all(tags[i] or not cell for i, cell in enumerate(rows[number])):
            above = list(rows[numbers[place - 1]]) if place else []
            width = max(len(above), len(tags))
            return number, _wide(above, width), _wide(tags, width)
    if not numbers:
        raise InvalidError({"file": _("This table has no rows.")})
    first = list(rows[numbers[0]])
    return numbers[0], first, [""] * len(first)


def _wide(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def _plain_tag(cell: str) -> str:
    tag = "".join(cell.split()).lower()
    return tag if _TAG.fullmatch(tag) else ""


def _lay_out(
    kind: TableKind,
    found: Sequence[Column | None],
    headers: Sequence[str],
    tags: Sequence[str],
    number: int,
) -> Layout:
    places: dict[str, int] = {}
    unknown, repeated = [], []
    for place, column in enumerate(found):
        said = headers[place] or tags[place]
        if column is None and said:
            unknown.append(said)
        elif column and column.name in places:
            repeated.append(said)
        elif column:
            places[column.name] = place
    return Layout(kind, places, number, tuple(unknown), tuple(repeated))


def _read_tags(columns: Sequence[Column]) -> dict[Tag, Column]:
    """Return the column of each hashtag; its attributes may stand in any order."""
    return {
        _read_tag(tag): column
        for column in reversed(columns)
        for tag in (column.tag, *(other for other in column.others if other.startswith("#")))
    }


def _read_words(columns: Sequence[Column]) -> dict[str, Column]:
    """Return the column of each name or word, in all languages of the site."""
    words: dict[str, Column] = {}
    for column in columns:
        others = (other for other in column.others if not other.startswith("#"))
        for word in (column.name, *others):
            words.setdefault(fold(word), column)
    for language in LANGUAGES:
        with force_locale(language):
            for column in columns:
                words.setdefault(fold(str(column.label)), column)
    return words


def _read_tag(text: str) -> Tag:
    name, *attributes = text.split("+")
    return name, frozenset(attributes)
