"""Takes the references to parts that are left behind out of an XML part."""

from portal.media.makers.clean_names import names
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import Element, attribute, is_attached, local, remove, unwrap
from portal.media.readers.outcome import Trace

_RELATIONS = ("/officeDocument/2006/relationships}", "/officeDocument/relationships}")
_SHOWN_WITHOUT = names("blip imagedata fill")
_EMPTY = names(
    "ext imgProps custDataLst notesMasterIdLst handoutMasterIdLst controls oleObjects sndAc stSnd"
)
_PROGRAMS = ("ppaction://program", "ppaction://macro", "ppaction://hlinkfile", "ppaction://ole")
_LINKS = names("hlinkClick hlinkHover hlinkMouseOver")


def drop_references(root: Element, ids: set[str], tally: Tally) -> None:
    """Drop what refers to relations by their ids; words and pictures that are shown stay."""
    for element in list(root.iter()):
        found = [key for key, value in element.attrib.items() if value in ids and _refers(key)]
        if found and is_attached(element, root):
            _drop(element, found)
        elif local(element) in _LINKS and _starts_program(element):
            tally.add(Trace.ACTIONS)
            remove(element)


def _refers(key: str) -> bool:
    return any(namespace in key for namespace in _RELATIONS)


def _starts_program(link: Element) -> bool:
    return (attribute(link, "action") or "").startswith(_PROGRAMS)


def _drop(element: Element, keys: list[str]) -> None:
    kind = local(element)
    if kind in _SHOWN_WITHOUT:
        for key in keys:
            del element.attrib[key]
    elif kind == "hyperlink":
        unwrap(element)
    elif kind == "oleObj":
        _show_picture_instead(element)
    else:
        _remove_with_empty_parents(element)


def _show_picture_instead(embedded: Element) -> None:
    """Put the picture of an embedded object in the place of its frame."""
    frame = next((each for each in embedded.iterancestors() if local(each) == "graphicFrame"), None)
    picture = next((each for each in embedded.iter() if local(each) == "pic"), None)
    if frame is None:
        remove(embedded)
    elif picture is None:
        remove(frame)
    else:
        frame.getparent().replace(frame, picture)


def _remove_with_empty_parents(element: Element) -> None:
    parent = element.getparent()
    remove(element)
    while parent is not None and not len(parent) and local(parent) in _EMPTY:
        element, parent = parent, parent.getparent()
        remove(element)
