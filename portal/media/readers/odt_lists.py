"""The numbers before the entries of the lists of an ODT."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from portal.media.readers.blocks import entry
from portal.media.readers.odt_styles import ListStyle, Styles
from portal.media.readers.package import attribute

_PLAIN = "p"


@dataclass(slots=True)
class _Level:
    """A list inside which the walk is; `count` numbers the entries once the style is known."""

    style: str
    continues: bool
    count: int | None = None
    start: int | None = None
    is_entry_open: bool = False


class Lists:
    """The lists that the walk is inside of, and how far those before them counted."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._levels: list[_Level] = []
        self._last: dict[tuple[str, int], int] = {}

    @contextmanager
    def inside(self, element: Element) -> Iterator[None]:
        """Enter a list and leave it again."""
        outer = self._levels[-1].style if self._levels else ""
        continues = "continue-list" in {key.rpartition("}")[2] for key in element.attrib}
        continues |= attribute(element, "continue-numbering") == "true"
        self._levels.append(_Level(attribute(element, "style-name") or outer, continues))
        yield
        self._levels.pop()

    def begin_entry(self, item: Element) -> None:
        """Open an entry; its first paragraph has the mark, what follows has none."""
        level = self._levels[-1]
        level.is_entry_open = True
        value = attribute(item, "start-value")
        level.start = int(value) if value.isdecimal() else None

    def take_entry(self, style_of_paragraph: str) -> str:
        """Return the kind of the next paragraph: the first of an entry is the entry."""
        if not self._levels or not self._levels[-1].is_entry_open:
            return _PLAIN
        level, depth = self._levels[-1], len(self._levels)
        level.is_entry_open = False
        name = level.style or style_of_paragraph
        style = self._styles.lists.get(name, ListStyle(bullets={depth}))
        if depth in style.starts:
            return entry(self._count(level, name, style.starts[depth]))
        return entry(None) if depth in style.bullets else _PLAIN

    def _count(self, level: _Level, name: str, first: int) -> int:
        here = (name, len(self._levels))
        if level.count is None:
            level.count = self._last.get(here, first - 1) if level.continues else first - 1
        level.count = level.count + 1 if level.start is None else level.start
        self._last[here] = level.count
        return level.count
