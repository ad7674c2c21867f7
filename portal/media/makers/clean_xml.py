"""Reads and writes XML so that prefixes survive: office programs refuse parts without them.

ElementTree invents new prefixes, and attributes such as mc:Ignorable name the old ones;
lxml keeps them. It neither loads a DTD nor opens an address.
"""

from typing import Any

from lxml import etree

from portal.media.readers.outcome import Failure, UnreadableError

Element = Any


def parse(content: bytes) -> Element:
    """Return the root of a part, without comments and instructions; a DTD is refused."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(Failure.DAMAGED, "xml") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableError(Failure.DAMAGED, "xml with a DTD")
    return root


def written(root: Element) -> bytes:
    """Return a part as office programs write it."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute by its name without namespace, if there is one."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def drop_attributes(element: Element, names: frozenset[str]) -> None:
    """Take attributes away, by their names without namespace."""
    for key in [key for key in element.attrib if key.rpartition("}")[2] in names]:
        del element.attrib[key]


def remove(element: Element) -> None:
    """Take an element away with all it holds; the text behind it stays."""
    parent = element.getparent()
    if parent is not None:
        _add_text_before(element, element.tail)
        parent.remove(element)


def unwrap(element: Element) -> None:
    """Put in the place of an element what it holds."""
    _add_text_before(element, element.text)
    for child in list(element):
        element.addprevious(child)
    remove(element)


def is_attached(element: Element, root: Element) -> bool:
    """Tell whether an element is still part of a document that is being changed."""
    return element is root or any(each is root for each in element.iterancestors())


def _add_text_before(element: Element, text: str | None) -> None:
    """Add text before an element, without counting how many stand before it."""
    if not text:
        return
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent = element.getparent()
        parent.text = (parent.text or "") + text
