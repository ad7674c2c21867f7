"""What the styles of an ODT say: which make headings, hide words, number lists, start pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from portal.media.readers.package import attribute, local

_TITLES = {"Title"}
_DEEPEST_CHAIN = 20


@dataclass(slots=True)
class _Style:
    """What a style says itself."""

    parent: str = ""
    level: int | None = None
    list_style: str = ""
    starts_page: bool = False
    is_hidden: bool | None = None


@dataclass(slots=True)
class ListStyle:
    """How the entries of a list are marked: the first number of the levels that count."""

    starts: dict[int, int] = field(default_factory=dict)
    bullets: set[int] = field(default_factory=set)


class Styles:
    """The styles of the parts of a document, by their names."""

    def __init__(self, parts: Iterable[Element]) -> None:
        self._styles: dict[str, _Style] = {}
        self.lists: dict[str, ListStyle] = {}
        for element in (each for part in parts for each in part.iter()):
            match local(element):
                case "style":
                    self._styles[attribute(element, "name")] = _style(element)
                case "list-style":
                    self.lists[attribute(element, "name")] = _list_style(element)

    def level(self, name: str) -> int | None:
        """Return the level of the heading that a style makes, from 1, if it does."""
        for each, style in self._chain(name):
            if style.level is not None:
                return style.level or None
            if each in _TITLES:
                return 1
        return None

    def list_style(self, name: str) -> str:
        """Return the name of the list style that a style of paragraphs brings."""
        return next((style.list_style for _, style in self._chain(name) if style.list_style), "")

    def starts_page(self, name: str) -> bool:
        """Tell whether what has this style starts a page."""
        return name in self._styles and self._styles[name].starts_page

    def is_hidden(self, name: str) -> bool:
        """Tell whether a style hides the words it is given to."""
        known = (style.is_hidden for _, style in self._chain(name))
        return next((answer for answer in known if answer is not None), False)

    def _chain(self, name: str) -> Iterator[tuple[str, _Style]]:
        """Yield a style and those it takes from."""
        for _ in range(_DEEPEST_CHAIN):
            if name not in self._styles:
                return
            yield name, self._styles[name]
            name = self._styles[name].parent


def _style(element: Element) -> _Style:
    style = _Style(
        parent=attribute(element, "parent-style-name"),
        list_style=attribute(element, "list-style-name"),
    )
    level = attribute(element, "default-outline-level")
    if level.isdecimal():
        style.level = int(level)
    for properties in element:
        if attribute(properties, "break-before") == "page":
            style.starts_page = True
        if shown := attribute(properties, "display"):
            style.is_hidden = shown == "none"
    return style


def _list_style(element: Element) -> ListStyle:
    style = ListStyle()
    for each in element:
        level = int(attribute(each, "level") or 0)
        if local(each) != "list-level-style-number":
            style.bullets.add(level)
        elif attribute(each, "num-format"):
            style.starts[level] = int(attribute(each, "start-value") or 1)
    return style
