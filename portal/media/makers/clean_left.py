"""Counts what the parts that are left behind would have given away."""

from portal.media.makers.clean_relations import Relation
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import Element, attribute, local, parse
from portal.media.readers.outcome import Trace, UnreadableError
from portal.media.readers.package import Package

_KINDS = {
    **dict.fromkeys(
        ("oleObject", "package", "control", "aFChunk", "subDocument", "video", "audio", "media"),
        Trace.ATTACHMENTS,
    ),
    **dict.fromkeys(("mailMergeSource", "recipientData", "hdphoto"), Trace.ATTACHMENTS),
    **dict.fromkeys(
        ("vbaProject", "keyMapCustomizations", "extensibility", "webextensiontaskpanes"),
        Trace.SCRIPTS,
    ),
    **dict.fromkeys(("attachedTemplate", "printerSettings"), Trace.DEVICE),
    **dict.fromkeys(("customXml", "tags", "custom-properties"), Trace.TAGS),
    **dict.fromkeys(("notesSlide", "glossaryDocument"), Trace.HIDDEN),
    **dict.fromkeys(("hyperlink", "image"), Trace.DEVICE),
    "thumbnail": Trace.PREVIEW,
    "origin": Trace.PEOPLE,
}
_COMMENTS = {"comment", "cm"}
_PEOPLE = {"creator", "lastModifiedBy", "Manager"}
_PROPERTIES = {
    **dict.fromkeys(("Application", "AppVersion", "Template"), Trace.DEVICE),
    **dict.fromkeys(("created", "modified", "lastPrinted", "TotalTime"), Trace.MOMENTS),
    **dict.fromkeys(
        ("title", "subject", "keywords", "description", "category", "Company", "contentStatus"),
        Trace.TAGS,
    ),
}
_READ = {
    "comments",
    "commentAuthors",
    "authors",
    "people",
    "core-properties",
    "extended-properties",
}


def note_left(package: Package, relation: Relation, tally: Tally) -> None:
    """Count a relation that is not kept; a description is read for the names in it."""
    if relation.kind in _READ and not relation.is_outside:
        _note_part(package, relation.target, tally)
    elif relation.kind in _KINDS:
        tally.add(_KINDS[relation.kind])


def _note_part(package: Package, name: str, tally: Tally) -> None:
    try:
        root = parse(package.content(name))
    except UnreadableError:
        tally.add(Trace.TAGS)
        return
    traces = set()
    for element in root.iter():
        _note_element(element, tally)
        if (element.text or "").strip() and local(element) in _PROPERTIES:
            traces.add(_PROPERTIES[local(element)])
    tally.note(traces)


def _note_element(element: Element, tally: Tally) -> None:
    kind = local(element)
    if kind in _COMMENTS:
        tally.add(Trace.COMMENTS)
    if kind in _PEOPLE:
        tally.add_person(element.text)
    elif kind in {"cmAuthor", "author"}:
        tally.add_person(attribute(element, "name"))
    else:
        tally.add_person(attribute(element, "author"))
