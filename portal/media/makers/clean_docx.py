"""A clean copy of a DOCX: the text as it stands, its changes accepted, nobody named behind it."""

from functools import partial
from typing import BinaryIO

from portal.media.makers.clean_names import names
from portal.media.makers.clean_office import clean_office
from portal.media.makers.clean_relations import read_relations
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_word_changes import accept_changes
from portal.media.makers.clean_word_fields import clean_fields
from portal.media.makers.clean_word_names import Bookmarks
from portal.media.makers.clean_xml import (
    Element,
    attribute,
    drop_attributes,
    is_attached,
    local,
    parse,
    remove,
    unwrap,
)
from portal.media.readers.outcome import Trace
from portal.media.readers.package import Package
from portal.media.readers.report import Report
from portal.media.readers.word_marks import style_of
from portal.media.readers.word_styles import Properties, Styles

_WORD = ("/wordprocessingml/", "/office/word/")
_GONE = names(
    "commentRangeStart commentRangeEnd commentReference annotationRef proofErr "
    "rsid rsids attachedTemplate mailMerge docVars trackRevisions revisionView linkStyles "
    "documentProtection writeProtection saveThroughXslt docId attachedSchema schemaLibrary "
    "smartTagPr customXmlPr permStart permEnd fldData entryMacro exitMacro alias tag"
)
_UNWRAPPED = names("smartTag customXml")
_OF_PEOPLE = names(
    "rsid rsidR rsidRPr rsidDel rsidP rsidRDefault rsidSect rsidTr paraId textId "
    "author date dateUtc initials userId"
)
_BOUND_TO_PEOPLE = ("creator", "lastModifiedBy", "Manager", "Author")


def make(file: BinaryIO, file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Write the document as its readers see it."""
    tally = Tally()
    package = Package(file)
    clean_part = partial(_clean_part, _styles(package), Bookmarks(package))
    clean_office(file, outputs["clean"], clean_part, tally)
    tally.report(report)
    report.made("clean", file_format)
    report.complete()


def _styles(package: Package) -> Styles:
    """Return the styles of the document, which may hide words."""
    for document in read_relations(package, ""):
        for relation in read_relations(package, document.target):
            if relation.kind == "styles" and not relation.is_outside:
                return Styles(parse(package.content(relation.target)))
    return Styles(None)


def _clean_part(styles: Styles, bookmarks: Bookmarks, root: Element, tally: Tally) -> None:
    accept_changes(root, tally)
    clean_fields(root, tally)
    bookmarks.rename(root)
    _drop_hidden(root, styles, tally)
    for element in list(root.iter()):
        if is_word(element) and is_attached(element, root):
            _clean_element(element, tally)


def is_word(element: Element) -> bool:
    """Tell whether an element is of Word itself, and not of a drawing or formula in it."""
    return any(namespace in element.tag for namespace in _WORD)


def _clean_element(element: Element, tally: Tally) -> None:
    drop_attributes(element, _OF_PEOPLE)
    kind = local(element)
    if kind in _GONE:
        remove(element)
    elif kind in _UNWRAPPED:
        unwrap(element)
    elif kind == "dataBinding":
        _unbind(element, tally)


def _unbind(binding: Element, tally: Tally) -> None:
    """Loosen a field from the description of the document; one that names its author is emptied."""
    if (attribute(binding, "xpath") or "").rstrip("[1]").endswith(_BOUND_TO_PEOPLE):
        tally.add(Trace.PEOPLE)
        for element in binding.getparent().getparent().iter():
            if local(element) == "t":
                element.text = ""
    remove(binding)


def _drop_hidden(root: Element, styles: Styles, tally: Tally) -> None:
    """Drop the words that are formatted as hidden."""
    for run in [each for each in root.iter() if local(each) == "r" and is_word(each)]:
        if _has_words(run) and _is_hidden(run, styles):
            tally.add(Trace.HIDDEN)
            remove(run)


def _is_hidden(run: Element, styles: Styles) -> bool:
    """Tell whether a run is hidden by itself, by its style or by that of its paragraph."""
    properties = next((each for each in run if local(each) == "rPr"), None)
    own = None if properties is None else Properties.of(properties).is_hidden
    if own is not None:
        return own
    paragraph = next((each for each in run.iterancestors() if local(each) == "p"), None)
    around = next(iter(paragraph), None) if paragraph is not None else None
    return styles.is_hidden(style_of(properties, "rStyle")) or styles.is_hidden(
        style_of(around, "pStyle")
    )


def _has_words(run: Element) -> bool:
    kinds = {local(each) for each in run}
    return "fldChar" not in kinds and bool(kinds - {"rPr"})
