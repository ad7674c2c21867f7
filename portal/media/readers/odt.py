"""Reads ODT: paragraphs, tables, text boxes and notes in reading order."""

from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.package import Package, attribute, local
from portal.media.readers.report import Report
from portal.media.readers.sections import Sections

_MANIFEST = "META-INF/manifest.xml"
_NOT_TEXT = {"tracked-changes", "annotation", "annotation-end", "sequence-decls", "desc", "title"}
_PARAGRAPHS = {"p", "h"}
_CELLS = {"table-cell", "covered-table-cell"}


def read(file: BinaryIO, _file_format: str, report: Report) -> None:
    """Report the text; a page is what the author or the word processor last made one."""
    package = Package(file)
    if _MANIFEST in package.names and _is_encrypted(package.xml(_MANIFEST)):
        raise UnreadableError(Failure.ENCRYPTED)
    content = package.xml("content.xml")
    sections = Sections()
    text = _Text(sections, _styles_on_new_page(content))
    for part in content:
        if local(part) == "body":
            text.add_blocks(part)
    sections.report(report)


def _is_encrypted(manifest: Element) -> bool:
    return any(local(element) == "encryption-data" for element in manifest.iter())


def _styles_on_new_page(content: Element) -> set[str]:
    """Return the names of the styles whose paragraphs start a page."""
    return {
        attribute(style, "name")
        for style in content.iter()
        if local(style) == "style"
        for properties in style
        if attribute(properties, "break-before") == "page"
    }


class _Text:
    """The walk through a text document."""

    def __init__(self, sections: Sections, new_page_styles: set[str]) -> None:
        self._sections = sections
        self._new_page_styles = new_page_styles
        self._line: list[str] = []
        self._after: list[str] = []
        self._boxes: list[Element] = []

    def add_blocks(self, parent: Element) -> None:
        """Add the paragraphs and tables below an element."""
        for element in parent:
            name = local(element)
            if attribute(element, "style-name") in self._new_page_styles:
                self._sections.break_page()
            if name in _PARAGRAPHS:
                self._add_paragraph(element)
            elif name == "soft-page-break":
                self._sections.break_page()
            elif name == "table-row":
                cells = (self._cell(cell) for cell in element if local(cell) in _CELLS)
                self._sections.add(" | ".join(filter(None, cells)))
            elif name not in _NOT_TEXT:
                self.add_blocks(element)

    def _add_paragraph(self, paragraph: Element) -> None:
        self._walk(paragraph)
        self._flush()
        after, self._after = self._after, []
        for note in after:
            self._sections.add(note)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.add_blocks(box)

    def _walk(self, parent: Element) -> None:
        self._line.append(parent.text or "")
        for element in parent:
            self._add_inline(element)
            self._line.append(element.tail or "")

    def _add_inline(self, element: Element) -> None:
        match local(element):
            case "s" | "tab":
                self._line.append(" ")
            case "line-break":
                self._line.append("\n")
            case "soft-page-break":
                self._flush()
                self._sections.break_page()
            case "note":
                self._add_note(element)
            case "text-box":
                self._boxes.append(element)
            case name if name not in _NOT_TEXT:
                self._walk(element)

    def _add_note(self, note: Element) -> None:
        parts = {local(part): part for part in note}
        citation = "".join(parts["note-citation"].itertext()) if "note-citation" in parts else "*"
        self._line.append(f"[{citation}]")
        if "note-body" in parts:
            self._after.append(f"[{citation}] {self._cell(parts['note-body'])}")

    def _cell(self, parent: Element) -> str:
        inner = Sections()
        _Text(inner, set()).add_blocks(parent)
        return inner.line()

    def _flush(self) -> None:
        self._sections.add("".join(self._line))
        self._line.clear()
