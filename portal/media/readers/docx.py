"""Reads DOCX: paragraphs, tables, text boxes and notes in reading order."""

from collections.abc import Iterable
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.media.readers.package import Package, attribute, local
from portal.media.readers.report import Report
from portal.media.readers.sections import Sections

_NOT_TEXT = {"rPr", "sectPr", "del", "moveFrom", "instrText", "delText", "Fallback", "tblPr"}
_CHARACTERS = {"tab": " ", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


def read(file: BinaryIO, _file_format: str, report: Report) -> None:
    """Report the text; a page is what the author or the word processor last made one."""
    package = Package(file)
    main = package.relations("")["officeDocument"]
    sections = Sections()
    document = _Document(_notes(package, main))
    for body in package.xml(main):
        document.add_blocks(body, sections)
    sections.report(report)


def _notes(package: Package, main: str) -> dict[tuple[str, str], Element]:
    """Return each note by its kind and id."""
    relations = package.relations(main)
    return {
        (kind, attribute(note, "id")): note
        for kind in _NOTES.values()
        if relations.get(kind) in package.names
        for note in package.xml(relations[kind])
    }


class _Document:
    """The walk through a document; it numbers the notes it meets."""

    def __init__(self, notes: dict[tuple[str, str], Element]) -> None:
        self._notes = notes
        self._note_count = 0

    def add_blocks(self, parent: Iterable[Element], sections: Sections) -> None:
        """Add the paragraphs and tables below an element."""
        for element in parent:
            match local(element):
                case "p":
                    _Paragraph(self, sections).add(element)
                case "tr":
                    self._add_row(element, sections)
                case name if name not in _NOT_TEXT:
                    self.add_blocks(element, sections)

    def note(self, reference: Element) -> tuple[str, str]:
        """Return the mark and the text of a note; one that is missing has neither."""
        note = self._notes.get((_NOTES[local(reference)], attribute(reference, "id")))
        if note is None:
            return "", ""
        self._note_count += 1
        mark = f"[{self._note_count}]"
        return mark, f"{mark} {self._line(note)}"

    def _add_row(self, row: Element, sections: Sections) -> None:
        if any(_is_page_break(element) for element in row.iter()):
            sections.break_page()
        cells = (self._line(cell) for cell in row if local(cell) in {"tc", "sdt"})
        sections.add(" | ".join(filter(None, cells)))

    def _line(self, parent: Element) -> str:
        inner = Sections()
        self.add_blocks(parent, inner)
        return inner.line()


class _Paragraph:
    """The text of one paragraph, its notes, and the boxes anchored in it."""

    def __init__(self, document: _Document, sections: Sections) -> None:
        self._document = document
        self._sections = sections
        self._text: list[str] = []
        self._after: list[str] = []
        self._boxes: list[Element] = []

    def add(self, paragraph: Element) -> None:
        """Add the paragraph, then its notes and boxes."""
        self._walk(paragraph)
        self._flush()
        for note in self._after:
            self._sections.add(note)
        for box in self._boxes:
            self._document.add_blocks(box, self._sections)
        if _ends_section(paragraph):
            self._sections.break_page()

    def _walk(self, parent: Element) -> None:
        for element in parent:
            name = local(element)
            if name == "t":
                self._text.append(element.text or "")
            elif name in _CHARACTERS:
                self._text.append(_CHARACTERS[name])
            elif _is_page_break(element):
                self._flush()
                self._sections.break_page()
            elif name == "br":
                self._text.append("\n")
            elif name in _NOTES:
                mark, note = self._document.note(element)
                self._text.append(mark)
                self._after.append(note)
            elif name == "txbxContent":
                self._boxes.append(element)
            elif name not in _NOT_TEXT:
                self._walk(element)

    def _flush(self) -> None:
        self._sections.add("".join(self._text))
        self._text.clear()


def _is_page_break(element: Element) -> bool:
    match local(element):
        case "lastRenderedPageBreak":
            return True
        case "br":
            return attribute(element, "type") == "page"
        case "pageBreakBefore":
            return attribute(element, "val") not in {"0", "false", "off"}
        case _:
            return False


def _ends_section(paragraph: Element) -> bool:
    for properties in paragraph:
        for section in properties if local(properties) == "pPr" else ():
            if local(section) == "sectPr":
                kinds = [attribute(each, "val") for each in section if local(each) == "type"]
                return kinds != ["continuous"]
    return False
