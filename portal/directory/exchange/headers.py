"""Which of our columns the headers or hashtags of a table mean, and so what it is about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.config import LANGUAGES
from portal.directory.exchange.columns import TABLES, Column, TableKind
from portal.directory.exchange.folding import fold_header
from portal.directory.exchange.hashtags import Tag, is_hashtag, map_tags, read_tag
from portal.directory.exchange.heads import Head, Rows, list_heads, list_heads_at
from portal.errors import InvalidError

KEYS = {
    TableKind.WORKS: (
        {"organisation", "organisation_code", "acronym"},
        {"domain", "domain_code", "ref"},
    ),
    TableKind.ORGANISATIONS: ({"slug", "name", "acronym"},),
}
# Headers that are as often what a cell says: a kind of organisation, whom it reaches, where.
# They make no head alone.
VALUES = frozenset(
    map(
        fold_header,
        (
            *("association", "associations", "ONG", "NGO", "OSC", "femmes", "filles", "women"),
            *("jeunes filles", "girls", "village", "villages", "ville", "villes", "action"),
            *("intervention", "projet", "جمعية", "منظمة", "النساء", "الفتيات", "البنات", "المدينة"),
        ),
    )
)
# Headers over several columns that change nothing of what each of them means.
_GROUPS = frozenset(
    map(
        fold_header,
        (
            *("localisation", "lieu d’intervention", "lieux", "location", "الموقع"),
            *("bénéficiaires", "personnes touchées", "people reached", "المستفيدون"),
            *("période", "durée", "dates", "calendrier", "period", "الفترة"),
            *("activités", "intervention", "identification", "structure", "النشاط"),
        ),
    )
)


class UnknownColumnsError(InvalidError):
    """The columns of a table are not known: a person has to say which is which."""


class Origin(StrEnum):
    """Who said which column is which."""

    KNOWN = "known"  # the headers themselves
    REMEMBERED = "remembered"  # a person, for an earlier table
    CHOSEN = "chosen"  # a person, for this table


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table is about, from where to where its head is, which column is at each place.

    A place that is left out has no column. Such a place is `unknown`, or it is `repeated`:
    another one says the same. Columns of `invalid_tags` are known by their headers alone.
    """

    kind: TableKind
    top: int
    first: int
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    origin: Origin = Origin.KNOWN
    sheet: int = 0
    invalid_tags: tuple[str, ...] = ()

    @property
    def places(self) -> dict[str, int]:
        """The place of each column that is read."""
        return {name: place for place, name in enumerate(self.columns) if name}

    def to_json(self) -> dict[str, Any]:
        """Return the layout as it is kept beside an import."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Layout":
        """Return the layout that was kept."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
        }
        values |= {"kind": TableKind(kept["kind"]), "origin": Origin(kept["origin"])}
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Names:
    """The columns of one kind of table by hashtag and by header."""

    by_tag: Mapping[Tag, Column]
    by_words: Mapping[str, Column]

    def find(self, header: str, tag: str = "", group: str = "") -> Column | None:
        """Return the column of a header or, where there is a valid one, of the hashtag below it."""
        if is_hashtag(tag):
            return self.by_tag.get(read_tag(tag))
        if group and (column := self.by_words.get(fold_header(f"{group} {header}"))):
            return column
        is_plain = not group or fold_header(group) in _GROUPS or fold_header(group) in self.by_words
        return self.by_words.get(fold_header(header)) if is_plain else None


def load_names() -> dict[TableKind, Names]:
    """Return the columns of both tables by all that they are called."""
    return {kind: Names(map_tags(columns), _map_words(columns)) for kind, columns in TABLES.items()}


def find_layout(rows: Rows) -> Layout:
    """Return how a table is laid out. Raise UnknownColumnsError when its columns are not known.

    A head of one known column is taken only if no row knows more, and if it has one other at
    most: a kind of organisation is called like a header. Of a row and the one below it
    together, the one that knows more is taken.
    """
    if not rows:
        raise InvalidError({"file": _("This table has no rows.")})
    names = load_names()
    layouts = [layout for head in list_heads(rows) if (layout := lay_out(head, names))]
    found = [one for one in layouts if len(one.places) > 1 or sum(map(bool, one.labels)) <= 2]  # noqa: PLR2004
    if not found:
        raise UnknownColumnsError({"file": unknown_columns()})
    first = next((one for one in found if len(one.places) > 1), found[0])
    near = [one for one in found if first.first <= one.first <= first.first + 1]
    return max(near, key=lambda one: len(one.places))


def unknown_columns() -> str:
    """Return why a table is not read, and what one that is read has."""
    return _(
        "The columns are not known. A table of organisations has at least a name; one of who does"
        " what where has an organisation, a domain and a place."
    )


def lay_out(head: Head, names: Mapping[TableKind, Names]) -> Layout | None:
    """Return the layout of a table with this head; None when it is none that we know."""
    for kind, known in names.items():
        found = find_columns(head, known)
        given = {column.name for column in found if column}
        if _is_certain(found, head) and all(given & wanted for wanted in KEYS[kind]):
            return _place(kind, found, head)
    return None


def _is_certain(found: Sequence[Column | None], head: Head) -> bool:
    """Return whether a head has a column that is known by more than a usual value."""
    known = zip(found, head.headers, head.tags, strict=True)
    return any(
        column and (is_hashtag(tag) or fold_header(header) not in VALUES)
        for column, header, tag in known
    )


def find_columns(head: Head, names: Names) -> list[Column | None]:
    """Return what each place of a head means."""
    said = zip(head.headers, head.tags, head.groups, strict=True)
    return [names.find(*one) for one in said]


def head_at(rows: Rows, number: int, names: Mapping[TableKind, Names]) -> Head:
    """Return the head that ends with a row: with the row above it, if that knows more columns."""

    def count(head: Head) -> int:
        return max(sum(map(bool, find_columns(head, one))) for one in names.values())

    tagged = [head for head in list_heads(rows) if head.number == number and any(head.tags)]
    return max(tagged or list_heads_at(rows, number), key=count)


def is_divided(layout: Layout, rows: Rows) -> bool:
    """Return whether a column without a word stands between those that are read.

    It divides two tables beside each other more often than it belongs to one.
    """
    below = [cells for number, cells in rows.items() if number > layout.first]
    places = sorted(layout.places.values())
    return any(
        not any(place < len(cells) and cells[place] for cells in below)
        for place in _list_nameless(places, layout.labels)
    )


def cut_at_gap(layout: Layout, rows: Rows) -> Layout:
    """Return the layout of the first of two tables beside each other."""
    columns = list(layout.columns)
    while is_divided(layout, rows):
        columns[max(layout.places.values())] = ""
        layout = replace(layout, columns=tuple(columns))
    return layout


def _list_nameless(places: Sequence[int], labels: Sequence[str]) -> Iterator[int]:
    for one, following in pairwise(places):
        yield from (place for place in range(one + 1, following) if not labels[place])


def _place(kind: TableKind, found: Sequence[Column | None], head: Head) -> Layout:
    columns: list[str] = []
    unknown, repeated = [], []
    for column, label in zip(found, head.labels, strict=True):
        is_repeated = column is not None and column.name in columns
        if column is None and label:
            unknown.append(label)
        elif is_repeated:
            repeated.append(label)
        columns.append("" if column is None or is_repeated else column.name)
    return Layout(
        kind,
        head.top,
        head.number,
        tuple(columns),
        head.labels,
        tuple(unknown),
        tuple(repeated),
        invalid_tags=tuple(tag for tag in head.tags if tag and not is_hashtag(tag)),
    )


def _map_words(columns: Sequence[Column]) -> dict[str, Column]:
    """Return the column of each name or word, in all languages of the site."""
    words: dict[str, Column] = {}
    for column in columns:
        others = (other for other in column.others if not other.startswith("#"))
        for word in (column.name, *others):
            words.setdefault(fold_header(word), column)
    for language in LANGUAGES:
        with force_locale(language):
            for column in columns:
                words.setdefault(fold_header(str(column.label)), column)
    return words
