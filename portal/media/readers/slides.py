"""The blocks of a slide: its title as a heading, paragraphs, bullets, rows of tables."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from portal.media.readers.blocks import Block, entry, heading, make_block
from portal.media.readers.cleaning import clean
from portal.media.readers.package import attribute, local

_TITLE = heading(1)
_KINDS = {"buChar": entry(None), "buBlip": entry(None)}
_TITLES = {"title", "ctrTitle"}
_BULLETED = {"body", "obj", ""}
_MARKS = {"buNone", "buChar", "buAutoNum", "buBlip"}
_AROUND = {"dt", "ftr", "sldNum", "hdr"}


def slide_blocks(slide: Element, layout: Element | None) -> list[Block]:
    """Return the blocks of a slide, its title first; the layout tells which places have bullets."""
    places = {} if layout is None else dict(_marks_of_places(layout))
    blocks = [
        make_block(kind, text)
        for kind, words in _Slide(places).blocks(slide)
        if (text := clean(words))
    ]
    return sorted(blocks, key=lambda block: block[0] != _TITLE)


class _Slide:
    """The walk through a slide; it counts the entries of numbered lists."""

    def __init__(self, places: dict[tuple[str, str], str]) -> None:
        self._places = places

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Yield the blocks below an element."""
        for element in parent:
            match local(element):
                case "sp":
                    yield from self._shape(element)
                case "p":
                    yield "p", _words(element)
                case "tr":
                    yield "p", " | ".join(filter(None, map(self._cell, element)))
                case name if name != "Fallback" and not _is_hidden(element):
                    yield from self.blocks(element)

    def _cell(self, cell: Element) -> str:
        return clean(" ".join(words for _, words in self.blocks(cell)))

    def _shape(self, shape: Element) -> Iterator[Block]:
        """Yield the paragraphs of a shape, as what its place on the slide makes of them."""
        place = next((each for each in shape.iter() if local(each) == "ph"), None)
        kind = None if place is None else attribute(place, "type")
        if kind in _AROUND or _is_hidden(shape):
            return
        if kind in _TITLES:
            yield _TITLE, " ".join(_words(each) for each in _paragraphs(shape))
            return
        usual = "buChar" if kind in _BULLETED else "buNone"
        if place is not None:
            usual = self._places.get(_key(place), usual)
        usual = _mark(shape, "lvl1pPr") or usual
        number = 0
        for paragraph in _paragraphs(shape):
            words = _words(paragraph)
            mark = _mark(paragraph, "pPr") or usual
            number = number + 1 if mark == "buAutoNum" and words.strip() else 0
            yield _KINDS.get(mark, "p") if not number else entry(number), words


def _marks_of_places(layout: Element) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield how a layout marks the paragraphs of each of its places."""
    for shape in layout.iter():
        if local(shape) == "sp":
            for place in shape.iter():
                if local(place) == "ph" and (mark := _mark(shape, "lvl1pPr")):
                    yield _key(place), mark


def _key(place: Element) -> tuple[str, str]:
    return attribute(place, "type"), attribute(place, "idx")


def _mark(parent: Element, properties: str) -> str:
    """Return the mark that properties below an element ask for, or nothing."""
    for each in parent.iter():
        if local(each) == properties:
            return next((local(mark) for mark in each if local(mark) in _MARKS), "")
    return ""


def _paragraphs(shape: Element) -> Iterator[Element]:
    for body in shape:
        if local(body) == "txBody":
            yield from (each for each in body if local(each) == "p")


def _is_hidden(shape: Element) -> bool:
    """Tell whether the author hid a shape."""
    for properties in shape:
        if local(properties).startswith("nv"):
            hidden = (attribute(each, "hidden") for each in properties if local(each) == "cNvPr")
            return next(hidden, "") in {"1", "true"}
    return False


def _words(paragraph: Element) -> str:
    return "".join(_parts(paragraph))


def _parts(paragraph: Element) -> Iterator[str]:
    for element in paragraph.iter():
        match local(element):
            case "t":
                yield element.text or ""
            case "br":
                yield "\n"
            case "tab":
                yield " "
