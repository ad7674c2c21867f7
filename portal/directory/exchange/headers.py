"""The head of a table: where it is, and which of our columns its hashtags or headers mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.config import LANGUAGES
from portal.directory.exchange.columns import TABLES, Column, TableKind
from portal.directory.exchange.hashtags import Tag, find_hashtags, map_tags, read_tag
from portal.errors import InvalidError
from portal.vocabulary.queries import fold

# Titles, notes and blank lines may stand above the head.
_HEAD_ROWS = 25
_KEYS = {
    TableKind.WORKS: (
        {"organisation", "organisation_code", "acronym"},
        {"domain", "domain_code", "ref"},
    ),
    TableKind.ORGANISATIONS: ({"slug", "name", "acronym"},),
}

Rows = Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Head:
    """The headers and hashtags of a table, and the number of the last row that has them."""

    number: int
    headers: Sequence[str]
    tags: Sequence[str]


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


@dataclass(frozen=True, slots=True)
class _Names:
    """The columns of a table by hashtag and by header."""

    by_tag: Mapping[Tag, Column]
    by_words: Mapping[str, Column]

    def find(self, header: str, tag: str) -> Column | None:
        return self.by_tag.get(read_tag(tag)) if tag else self.by_words.get(fold(header))


def find_layout(rows: Rows) -> Layout:
    """Return how a table is laid out, or raise InvalidError when it is none that we know.

    A head of one known column is taken only if no row knows more.
    """
    if not rows:
        raise InvalidError({"file": _("This table has no rows.")})
    names = {
        kind: _Names(map_tags(columns), _map_words(columns)) for kind, columns in TABLES.items()
    }
    found = [layout for head in _list_heads(rows) if (layout := _lay_out(head, names))]
    if not found:
        raise InvalidError(
            {
                "file": _(
                    "The columns are not known. A table of organisations has at least a name; one"
                    " of who does what where has an organisation, a domain and a place."
                )
            }
        )
    return next((layout for layout in found if len(layout.places) > 1), found[0])


def _list_heads(rows: Rows) -> Iterator[Head]:
    """Yield the rows that may be the head: that of hashtags alone, where there is one."""
    top = dict(islice(rows.items(), _HEAD_ROWS))
    tagged = find_hashtags(top)
    if tagged is None:
        for number, headers in top.items():
            yield Head(number, headers, [""] * len(headers))
        return
    number, tags = tagged
    above = max((other for other in top if other < number), default=None)
    headers = list(top[above]) if above else []
    width = max(len(headers), len(tags))
    yield Head(number, _widen(headers, width), _widen(tags, width))


def _widen(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def _lay_out(head: Head, names: Mapping[TableKind, _Names]) -> Layout | None:
    for kind, known in names.items():
        found = [
            known.find(header, tag) for header, tag in zip(head.headers, head.tags, strict=True)
        ]
        given = {column.name for column in found if column}
        if all(given & wanted for wanted in _KEYS[kind]):
            return _place(kind, found, head)
    return None


def _place(kind: TableKind, found: Sequence[Column | None], head: Head) -> Layout:
    places: dict[str, int] = {}
    unknown, repeated = [], []
    for place, column in enumerate(found):
        said = head.headers[place] or head.tags[place]
        if column is None and said:
            unknown.append(said)
        elif column and column.name in places:
            repeated.append(said)
        elif column:
            places[column.name] = place
    return Layout(kind, places, head.number, tuple(unknown), tuple(repeated))


def _map_words(columns: Sequence[Column]) -> dict[str, Column]:
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
