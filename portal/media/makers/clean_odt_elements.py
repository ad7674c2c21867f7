"""Cleans an XML part of an OpenDocument: comments, changes, scripts, names and links go."""

from collections.abc import Sequence

from portal.media.makers.clean_links import is_file_name, is_path, is_public_link
from portal.media.makers.clean_names import names
from portal.media.makers.clean_odt_hidden import drop_hidden
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import (
    Element,
    attribute,
    drop_attributes,
    is_attached,
    local,
    remove,
    unwrap,
)
from portal.media.readers.naming_fields import (
    NAMING_MACHINES_IN_OPEN_DOCUMENTS,
    NAMING_PEOPLE_IN_OPEN_DOCUMENTS,
)
from portal.media.readers.outcome import Trace

_COUNTED = {
    **dict.fromkeys(names("changed-region cell-content-change"), Trace.CHANGES),
    **dict.fromkeys(names("script event-listener"), Trace.SCRIPTS),
    **dict.fromkeys(names("object-ole applet plugin floating-frame"), Trace.ATTACHMENTS),
    **dict.fromkeys(names("dde-source dde-connection-decl section-source"), Trace.ACTIONS),
    **dict.fromkeys(NAMING_MACHINES_IN_OPEN_DOCUMENTS, Trace.DEVICE),
    "annotation": Trace.COMMENTS,
}
_GONE = (
    names(
        "annotation annotation-end tracked-changes change change-start change-end "
        "scripts script event-listeners object-ole applet plugin floating-frame "
        "dde-source dde-connection-decls section-source connection-resource"
    )
    | NAMING_MACHINES_IN_OPEN_DOCUMENTS
    | NAMING_PEOPLE_IN_OPEN_DOCUMENTS
)
# Revisions, and what is made of somebody's password.
_UNSEEN = names("rsid paragraph-rsid protection-key protection-key-digest-algorithm")
_HIDDEN_FIELD = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}hidden"
_RDFA = "{http://www.w3.org/1999/xhtml}"
_HREF = "{http://www.w3.org/1999/xlink}href"


def clean_elements(root: Element, common: Sequence[Element], tally: Tally) -> None:
    """Clean a part in place; `common` holds the styles of all parts."""
    drop_hidden(root, common, tally)
    for element in list(root.iter()):
        _count(element, tally)
        if is_attached(element, root):
            _clean(element, tally)


def _count(element: Element, tally: Tally) -> None:
    kind = local(element)
    if kind in _COUNTED:
        tally.add(_COUNTED[kind])
    elif kind in NAMING_PEOPLE_IN_OPEN_DOCUMENTS:
        tally.add_person(element.text)


def _clean(element: Element, tally: Tally) -> None:
    drop_attributes(element, _UNSEEN)
    for key in [key for key in element.attrib if key.startswith(_RDFA)]:
        del element.attrib[key]
    kind = local(element)
    if kind in _GONE or element.tag == _HIDDEN_FIELD:
        remove(element)
    elif _leads_into_machine(element):
        tally.add(Trace.ACTIONS)
        if kind == "a":
            unwrap(element)
        else:
            del element.attrib[_HREF]
    elif kind in {"desc", "title"}:
        _drop_file_name(element, tally)
    elif kind == "frame" and is_file_name(attribute(element, "name") or ""):
        drop_attributes(element, names("name"))
    _clear_paths(element, tally)


def _clear_paths(element: Element, tally: Tally) -> None:
    """Empty what names a file on a machine: where a source was kept, where data came from."""
    for key, value in element.attrib.items():
        if is_path(value):
            tally.add(Trace.DEVICE)
            element.attrib[key] = ""


def _leads_into_machine(element: Element) -> bool:
    address = element.get(_HREF, "")
    return not address.startswith("./") and not is_public_link(address)


def _drop_file_name(words: Element, tally: Tally) -> None:
    if is_path(words.text or ""):
        tally.add(Trace.DEVICE)
    if is_file_name(words.text or ""):
        words.text = ""
