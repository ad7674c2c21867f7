"""What single elements of a DOCX mean: a sign, the end of a page, a style."""

from xml.etree.ElementTree import Element

from portal.media.readers.package import attribute, local
from portal.media.readers.word_styles import is_on

_CHARACTERS = {"tab": " ", "cr": "\n", "br": "\n", "noBreakHyphen": "-", "ptab": " "}


def style_of(properties: Element | None, name: str) -> str:
    """Return the id of the style that properties name (`pStyle`, `rStyle`), or nothing."""
    elements = () if properties is None else properties
    return next((attribute(each, "val") for each in elements if local(each) == name), "")


def written_by(element: Element) -> str | None:
    """Return what an element writes by itself; None when it is no writing."""
    name = local(element)
    return element.text or "" if name == "t" else _CHARACTERS.get(name)


def is_page_break(element: Element) -> bool:
    """Tell whether a page ends here, by the author or by the word processor."""
    match local(element):
        case "lastRenderedPageBreak":
            return True
        case "br":
            return attribute(element, "type") == "page"
        case "pageBreakBefore":
            return is_on(element)
        case _:
            return False


def ends_section(properties: Element | None) -> bool:
    """Tell whether the properties of a paragraph end a section, and with it a page."""
    for section in properties if properties is not None else ():
        if local(section) == "sectPr":
            kinds = [attribute(each, "val") for each in section if local(each) == "type"]
            return kinds != ["continuous"]
    return False
