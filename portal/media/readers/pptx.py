"""Reads PPTX: the title, paragraphs and bullets of each slide, without the speaker's notes."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.media.readers.blocks import Block
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.package import Package, attribute, local
from portal.media.readers.report import MAX_PAGES, Report
from portal.media.readers.slides import slide_blocks


def read(file: BinaryIO, _file_format: str, report: Report) -> None:
    """Report the slides, in the order of the presentation, as pages; hidden ones are empty."""
    package = Package(file)
    main = package.relations("")["officeDocument"]
    relations = package.relations(main)
    slides = [relations[slide] for slide in _slides(package.xml(main))]
    if not slides:
        raise UnreadableError(Failure.EMPTY)
    if len(slides) > MAX_PAGES:
        raise UnreadableError(Failure.TOO_MANY_PAGES, str(len(slides)))
    for number, name in enumerate(slides, start=1):
        report.blocks(number, _blocks(package, name))
    report.facts(page_count=len(slides))
    report.complete()


def _blocks(package: Package, name: str) -> list[Block]:
    slide = package.xml(name)
    if attribute(slide, "show") in {"0", "false"}:
        return []
    layout = package.relations(name).get("slideLayout")
    return slide_blocks(slide, package.xml(layout) if layout in package.names else None)


def _slides(presentation: Element) -> Iterator[str]:
    """Yield the relation of each slide."""
    for element in presentation.iter():
        if local(element) == "sldId":
            for key, value in element.attrib.items():
                if key.endswith("}id"):
                    yield value
