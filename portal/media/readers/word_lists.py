"""The numbers that Word would print before the entries of the lists of a DOCX."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from portal.media.readers.blocks import entry
from portal.media.readers.package import attribute, local

_BULLETS = {"bullet", ""}
_NOTHING = "none"


@dataclass(slots=True)
class _Level:
    """How the entries of a level are marked, and the number of the first."""

    kind: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    """A list: the definition that it shares its numbers with, and where it starts anew."""

    definition: str = ""
    starts: dict[int, int] = field(default_factory=dict)


class Lists:
    """The lists by their ids; it counts the entries as they come."""

    def __init__(self, root: Element | None) -> None:
        parts = list(root) if root is not None else []
        self._levels = {
            attribute(each, "abstractNumId"): dict(_levels(each))
            for each in parts
            if local(each) == "abstractNum"
        }
        self._lists = {
            attribute(each, "numId"): _list(each) for each in parts if local(each) == "num"
        }
        self._counts: dict[str, dict[int, int]] = {}

    def take_entry(self, list_id: str, level: int) -> str:
        """Return the kind of the next entry of a list; `0` is the list of what is in none."""
        known = self._lists.get(list_id)
        if known is None:
            return "p"
        how = self._levels.get(known.definition, {}).get(level, _Level())
        number = self._count(known, level, how.start)
        if how.kind == _NOTHING:
            return "p"
        return entry(None if how.kind in _BULLETS else number)

    def _count(self, known: _List, level: int, start: int) -> int:
        counts = self._counts.setdefault(known.definition, {})
        if level in known.starts:
            counts[level] = known.starts.pop(level) - 1
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        return counts[level]


def _levels(definition: Element) -> Iterator[tuple[int, _Level]]:
    for level in definition:
        if local(level) == "lvl":
            values = {local(each): attribute(each, "val") for each in level}
            start = _whole(values.get("start", ""), otherwise=1)
            yield _whole(attribute(level, "ilvl")), _Level(values.get("numFmt", ""), start)


def _list(numbered: Element) -> _List:
    known = _List()
    for each in numbered:
        match local(each):
            case "abstractNumId":
                known.definition = attribute(each, "val")
            case "lvlOverride":
                for start in each:
                    if local(start) == "startOverride":
                        level = _whole(attribute(each, "ilvl"))
                        known.starts[level] = _whole(attribute(start, "val"), otherwise=1)
    return known


def _whole(value: str, *, otherwise: int = 0) -> int:
    return int(value) if value.isdecimal() and len(value) < 6 else otherwise  # noqa: PLR2004 - no honest list is longer
