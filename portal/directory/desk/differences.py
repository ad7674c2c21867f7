"""What changed in a sheet, in words: no refs, no ids."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.content.dates import is_vague_date
from portal.content.revisions import Snapshot
from portal.directory.changes import ROWS, Changes
from portal.directory.desk.names import Names
from portal.directory.desk.words import AS_IT_IS, FIELD_WORDS, LEVEL_WORDS, ROW_WORDS, WORDS
from portal.directory.problems import PEOPLE
from portal.vocabulary.models import PlaceKind
from portal.web.formats import isolated, number, vague_date


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, or a row, and what two states say of it; empty where it says nothing."""

    path: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A field and what it says."""

    title: str
    words: str


def describe_changes(changes: Changes, names: Names | None = None) -> list[Difference]:
    """Return what changes, in words, in the order of the sheet; what reads the same is left out."""
    names = names or Names()
    known = [path for path in FIELD_WORDS if path in changes]
    rows = [path for part in ROWS for path in changes if path.startswith(f"{part}/")]
    described = (_describe(path, changes[path], names) for path in (*known, *rows))
    return [difference for difference in described if difference.before != difference.after]


def list_facts(snapshot: Snapshot, names: Names, *, leave_out: Collection[str] = ()) -> list[Fact]:
    """Return what is known of an organisation itself, in the order of the sheet."""
    wanted = [name for name in FIELD_WORDS if name in snapshot and name not in (*ROWS, *leave_out)]
    known = ((name, _in_words(name, snapshot[name], names)) for name in wanted)
    return [Fact(str(FIELD_WORDS[name]), words) for name, words in known if words]


def list_parts(changes: Changes) -> list[str]:
    """Return which parts of a sheet change, each once."""
    return list(dict.fromkeys(str(FIELD_WORDS[path.partition("/")[0]]) for path in changes))


def title_row(part: str, row: Mapping[str, Any], names: Names) -> str:
    """Return by what a row is known: its network, its kind of contact, its domain and place."""
    match part:
        case "memberships":
            return names.organisation(row["network_id"])
        case "contacts":
            return _entry(names, row["kind"])
    return " – ".join((names.domain(row["domain_id"]), names.place(row["place_id"])))


def _describe(path: str, states: Sequence[Any], names: Names) -> Difference:
    before, after = states
    part, _slash, ref = path.partition("/")
    if not ref:
        one, other = (_in_words(part, value, names) for value in (before, after))
        return Difference(path, str(FIELD_WORDS[part]), one, other)
    row = isolated(title_row(part, after or before, names))
    changed = _changed(before, after)
    return Difference(
        path,
        _("%(part)s: %(row)s", part=ROW_WORDS[part], row=row),
        "\n".join(_facts_of(before or {}, changed, names)),
        "\n".join(_facts_of(after or {}, changed, names)),
    )


def _changed(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> set[str]:
    """Return the facts of a row that two states tell differently; all, where it is new or gone."""
    if before is None or after is None:
        return {*(before or {}), *(after or {})}
    return {name for name in {**before, **after} if before.get(name) != after.get(name)}


def _facts_of(
    row: Mapping[str, Any], wanted: Mapping[str, Any] | set[str], names: Names
) -> Iterator[str]:
    for name in FIELD_WORDS:
        if name in wanted and name in row and not _is_idle(name, row):
            words = _in_words(name, row[name], names)
            if words:
                yield _said(FIELD_WORDS[name], words)


def _is_idle(name: str, row: Mapping[str, Any]) -> bool:
    """Tell whether a fact says nothing here: how exact a number is, where there is none."""
    return name == "qualifier" and all(row.get(count) is None for count in PEOPLE)


def _said(fact: str, words: str) -> str:
    return _("%(fact)s: %(words)s", fact=fact, words=isolated(words))


def _in_words(name: str, value: Any, names: Names) -> str:
    """Return what a fact says; what is not known says nothing, but for answers that are said."""
    if value in (None, "", [], {}) and name not in _SAID_WHEN_EMPTY:
        return ""
    write = _WRITERS.get(name)
    return write(names, value) if write else str(value)


def _entry(_names: Names, value: str) -> str:
    return str(WORDS[value])


def _level(_names: Names, value: str | None) -> str:
    return str(LEVEL_WORDS[PlaceKind(value)] if value else AS_IT_IS)


def _answer(_names: Names, value: object) -> str:
    return _("Yes") if value else _("No")


def _date(_names: Names, value: str) -> str:
    return vague_date(value) if is_vague_date(value) else value


def _lines(_names: Names, value: Sequence[str]) -> str:
    return "\n".join(value)


def _by_tongue(names: Names, value: Mapping[str, str]) -> str:
    return "\n".join(_said(names.tongue(tag), text) for tag, text in value.items())


def _languages(names: Names, codes: Sequence[str]) -> str:
    return " · ".join(map(names.language, codes))


def _image(_names: Names, _id: int) -> str:
    return _("An image")


def _count(_names: Names, value: int) -> str:
    return number(value)


_SAID_WHEN_EMPTY = frozenset({"seat_level", "place_level", "is_unlisted"})

_WRITERS: Mapping[str, Callable[[Names, Any], str]] = {
    **dict.fromkeys(("kind", "status", "visibility", "role", "qualifier"), _entry),
    **dict.fromkeys(("founded", "start", "end", "consented_on"), _date),
    **dict.fromkeys(("aliases", "links"), _lines),
    **dict.fromkeys(("translations", "missions"), _by_tongue),
    **dict.fromkeys(PEOPLE, _count),
    **dict.fromkeys(("seat_level", "place_level"), _level),
    **dict.fromkeys(("seat_id", "place_id"), Names.place),
    "is_unlisted": _answer,
    "language_code": Names.language,
    "language_codes": _languages,
    "domain_id": Names.domain,
    "network_id": Names.organisation,
    "logo": _image,
}
