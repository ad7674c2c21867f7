"""Accepts the tracked changes of a Word part: what was added stays, what was struck out goes.

ECMA-376 part 1, 17.13.5. A mark inside properties concerns the whole they belong to: a
row, a cell, or the end of a paragraph, which then runs on into the next.
"""

from collections.abc import Iterator

from portal.media.makers.clean_names import names
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import Element, attribute, is_attached, local, remove, unwrap
from portal.media.readers.outcome import Trace

_GONE, _STAYING = names("del moveFrom"), names("ins moveTo")
_OLD_FORMATS = names(
    "rPrChange pPrChange sectPrChange tblPrChange trPrChange tcPrChange tblGridChange "
    "tblPrExChange numberingChange cellMerge cellIns delText delInstrText "
    "moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd "
    "customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd "
    "customXmlMoveFromRangeStart customXmlMoveFromRangeEnd "
    "customXmlMoveToRangeStart customXmlMoveToRangeEnd"
)
_CHANGES = _GONE | _STAYING | {each for each in _OLD_FORMATS if each.endswith("Change")}
_PROPERTIES = names("rPr trPr tcPr numPr ctrlPr")
_IN_TABLES = names("tr tc sdt customXml")
_WORD = "/wordprocessingml/"


def accept_changes(root: Element, tally: Tally) -> None:
    """Make the part what it would be had every change been accepted."""
    _count(root, tally)
    for mark in list(_marks(root, _GONE)):
        if is_attached(mark, root) and local(mark.getparent()) not in _PROPERTIES:
            remove(mark)
    for mark in list(_marks(root, _GONE | {"cellDel"})):
        if is_attached(mark, root):
            _drop_whole(mark)
    for mark in list(_marks(root, _STAYING)):
        if local(mark.getparent()) in _PROPERTIES:
            remove(mark)
        else:
            unwrap(mark)
    for mark in list(_marks(root, _OLD_FORMATS)):
        remove(mark)


def _marks(root: Element, kinds: frozenset[str]) -> Iterator[Element]:
    return (each for each in root.iter() if local(each) in kinds and _WORD in each.tag)


def _count(root: Element, tally: Tally) -> None:
    for mark in _marks(root, _CHANGES):
        tally.add(Trace.CHANGES)
        tally.add_person(attribute(mark, "author"))


def _drop_whole(mark: Element) -> None:
    """Drop the row, the cell or the end of the paragraph that a mark strikes out."""
    properties = mark.getparent()
    owner = properties.getparent()
    remove(mark)
    match local(properties):
        case "trPr" | "tcPr":
            _remove_with_empty_table(owner)
        case "rPr" if local(owner) == "pPr":
            _join_with_next(owner.getparent())


def _remove_with_empty_table(part: Element) -> None:
    """Remove a cell or a row, and the row or table that has no other."""
    around = part.getparent()
    remove(part)
    if local(around) in {"tr", "tbl"} and not any(local(each) in _IN_TABLES for each in around):
        _remove_with_empty_table(around)


def _join_with_next(paragraph: Element) -> None:
    """Let a paragraph run on into the next, whose properties hold for both."""
    content = [each for each in paragraph if local(each) != "pPr"]
    follower = paragraph.getnext()
    if follower is not None and local(follower) == "p" and not _ends_section(paragraph):
        at = 1 if len(follower) and local(follower[0]) == "pPr" else 0
        for offset, each in enumerate(content):
            follower.insert(at + offset, each)
        remove(paragraph)
    elif follower is not None and local(follower) == "tbl" and not content:
        remove(paragraph)


def _ends_section(paragraph: Element) -> bool:
    return any(local(each) == "sectPr" for properties in paragraph[:1] for each in properties)
