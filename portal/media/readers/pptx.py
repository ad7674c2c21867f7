"""Reads PPTX: the text of each slide, without the speaker's notes."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.media.readers.cleaning import clean
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.package import Package, local
from portal.media.readers.report import MAX_PAGES, Report


def read(file: BinaryIO, _file_format: str, report: Report) -> None:
    """Report the slides, in the order of the presentation, as pages."""
    package = Package(file)
    main = package.relations("")["officeDocument"]
    relations = package.relations(main)
    slides = [relations[slide] for slide in _slides(package.xml(main))]
    if not slides:
        raise UnreadableError(Failure.EMPTY)
    if len(slides) > MAX_PAGES:
        raise UnreadableError(Failure.TOO_MANY_PAGES, str(len(slides)))
    for number, name in enumerate(slides, start=1):
        report.page(number, clean("\n\n".join(_blocks(package.xml(name)))))
    report.facts(page_count=len(slides))
    report.complete()


def _slides(presentation: Element) -> Iterator[str]:
    """Yield the relation of each slide."""
    for element in presentation.iter():
        if local(element) == "sldId":
            for key, value in element.attrib.items():
                if key.endswith("}id"):
                    yield value


def _blocks(parent: Element) -> Iterator[str]:
    """Yield the paragraphs and rows of tables of a slide."""
    for element in parent:
        match local(element):
            case "p":
                yield "".join(_words(element))
            case "tr":
                yield " | ".join(filter(None, (" ".join(_blocks(cell)) for cell in element)))
            case name if name != "Fallback":
                yield from _blocks(element)


def _words(paragraph: Element) -> Iterator[str]:
    for element in paragraph.iter():
        match local(element):
            case "t":
                yield element.text or ""
            case "br":
                yield "\n"
            case "tab":
                yield " "
