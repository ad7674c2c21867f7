"""Drops the words of an OpenDocument that are formatted as hidden."""

from collections.abc import Sequence

from portal.media.makers.clean_names import names
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import Element, attribute, is_attached, local, remove
from portal.media.readers.odt_styles import Styles
from portal.media.readers.outcome import Trace

_PARAGRAPHS = names("p h")
_STYLED = names("p h span")


def drop_hidden(root: Element, common: Sequence[Element], tally: Tally) -> None:
    """Drop hidden words, paragraphs and sections of a part; `common` holds styles of all parts."""
    styles = Styles([*common, root])
    for element in list(root.iter()):
        if is_attached(element, root) and (hidden := _hidden(element, styles)) is not None:
            tally.add(Trace.HIDDEN)
            remove(hidden)


def _hidden(element: Element, styles: Styles) -> Element | None:
    """Return what an element hides, if it does."""
    kind = local(element)
    if kind == "hidden-text":
        return element
    if kind == "hidden-paragraph" and attribute(element, "is-hidden") == "true":
        return next((each for each in element.iterancestors() if local(each) in _PARAGRAPHS), None)
    if kind == "section":
        is_hidden = attribute(element, "display") == "none" or (
            attribute(element, "is-hidden") == "true"
        )
        return element if is_hidden else None
    is_hidden = kind in _STYLED and styles.is_hidden(attribute(element, "style-name") or "")
    return element if is_hidden and len(element.xpath("string()")) else None
