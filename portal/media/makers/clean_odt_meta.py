"""What OpenDocument says of itself: counted, and of its settings only the harmless ones kept."""

from portal.media.makers.clean_names import names
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import Element, attribute, local, remove
from portal.media.readers.outcome import Trace

_PEOPLE = names("creator initial-creator printed-by")
_TRACES = {
    **dict.fromkeys(names("generator template"), Trace.DEVICE),
    **dict.fromkeys(
        names("date creation-date print-date editing-duration editing-cycles"), Trace.MOMENTS
    ),
    **dict.fromkeys(names("title subject keyword description user-defined"), Trace.TAGS),
}


def note_description(meta: Element, tally: Tally) -> None:
    """Count what the description of a document gives away."""
    traces = set()
    for element in meta.iter():
        kind = local(element)
        if kind in _PEOPLE:
            tally.add_person(element.text)
        elif kind in _TRACES and ((element.text or "").strip() or len(element.attrib)):
            traces.add(_TRACES[kind])
    tally.note(traces)


def plain_settings(settings: Element) -> Element:
    """Return the settings that are plain yes or no, and decide how lines break.

    Printers, data sources, identifiers of sessions and the last view go.
    """
    for element in list(settings.iter()):
        kind = local(element)
        is_view = kind == "config-item-set" and (attribute(element, "name") or "").endswith(
            "view-settings"
        )
        is_other = kind == "config-item" and attribute(element, "type") != "boolean"
        if is_view or is_other or kind in {"config-item-map-indexed", "config-item-map-named"}:
            remove(element)
    return settings
