"""What the styles of a DOCX say of its paragraphs: headings, lists, hidden words.

Word writes the level of a heading (`outlineLvl`) in the style or in one that it is based
on, whatever the language of its name; other programs may write the name alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from portal.media.readers.package import attribute, local

_HEADING_NAME = re.compile(r"(?:heading|titre|titolo|überschrift|عنوان)\s*([1-9])", re.IGNORECASE)
_TITLES = {"title", "titre"}
_LEVELS = 9
_DEEPEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Properties:
    """What a paragraph, a run or a style says itself; None where it says nothing."""

    level: int | None = None
    list_id: str | None = None
    list_level: int | None = None
    is_hidden: bool | None = None

    @classmethod
    def of(cls, parent: Element) -> "Properties":
        """Read the properties below an element (`pPr`, `rPr`, or a style with both)."""
        found = {local(element): element for element in _valid(parent)}
        return cls(
            level=_number(found.get("outlineLvl")),
            list_id=attribute(found["numId"], "val") if "numId" in found else None,
            list_level=_number(found.get("ilvl")),
            is_hidden=is_on(found["vanish"]) if "vanish" in found else None,
        )


class Styles:
    """The styles by their ids."""

    def __init__(self, root: Element | None) -> None:
        styles = [each for each in root or () if local(each) == "style"]
        self._names = {_id(each): _value(each, "name") for each in styles}
        self._parents = {_id(each): _value(each, "basedOn") for each in styles}
        self._properties = {_id(each): Properties.of(each) for each in styles}

    def level(self, style: str) -> int | None:
        """Return the level of the heading that a style makes, from 1, if it does."""
        for each in self._chain(style):
            level = self._properties.get(each, Properties()).level
            if level is not None:
                return heading_level(level)
            name = self._names.get(each, each)
            if match := _HEADING_NAME.fullmatch(name.strip()):
                return int(match[1])
            if name.lower() in _TITLES:
                return 1
        return None

    def list_of(self, style: str) -> tuple[str | None, int | None]:
        """Return the id and the level of the list that a style puts paragraphs in."""
        known = [self._properties.get(each, Properties()) for each in self._chain(style)]
        list_id = next((each.list_id for each in known if each.list_id is not None), None)
        return list_id, next((each.list_level for each in known if each.list_level), None)

    def is_hidden(self, style: str) -> bool:
        """Tell whether a style hides the words it is given to."""
        known = (self._properties.get(each, Properties()).is_hidden for each in self._chain(style))
        return next((answer for answer in known if answer is not None), False)

    def _chain(self, style: str) -> Iterator[str]:
        """Yield a style and those it is based on."""
        for _ in range(_DEEPEST_CHAIN):
            if not style:
                return
            yield style
            style = self._parents.get(style, "")


def heading_level(outline_level: int) -> int | None:
    """Return a level from 1; body text has the level after the last."""
    return outline_level + 1 if outline_level < _LEVELS else None


def is_on(toggle: Element) -> bool:
    """Tell whether a property that is there is on: it may say that it is off."""
    return attribute(toggle, "val") not in {"0", "false", "off"}


def _valid(parent: Element) -> Iterator[Element]:
    """Yield what is below an element, but not what it was before a tracked change."""
    for element in parent:
        if not local(element).endswith("Change"):
            yield element
            yield from _valid(element)


def _id(style: Element) -> str:
    return attribute(style, "styleId")


def _value(parent: Element, name: str) -> str:
    return next((attribute(each, "val") for each in parent if local(each) == name), "")


def _number(element: Element | None) -> int | None:
    value = "" if element is None else attribute(element, "val")
    return int(value) if value.isdecimal() else None
