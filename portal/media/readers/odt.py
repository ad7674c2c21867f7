"""Reads ODT: headings, paragraphs, lists, tables, text boxes and notes in reading order."""

from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.media.readers.blocks import heading
from portal.media.readers.naming_fields import (
    NAMING_MACHINES_IN_OPEN_DOCUMENTS,
    NAMING_PEOPLE_IN_OPEN_DOCUMENTS,
)
from portal.media.readers.odt_lists import Lists
from portal.media.readers.odt_styles import Styles
from portal.media.readers.package import Package, attribute, local
from portal.media.readers.report import Report
from portal.media.readers.sections import Sections

_STYLES = "styles.xml"
_NOT_TEXT = {
    *("tracked-changes", "annotation", "annotation-end", "sequence-decls", "desc", "title"),
    "hidden-text",
    *NAMING_PEOPLE_IN_OPEN_DOCUMENTS,
    *NAMING_MACHINES_IN_OPEN_DOCUMENTS,
}
_PARAGRAPHS = {"p", "h"}
_CELLS = {"table-cell", "covered-table-cell"}


def read(file: BinaryIO, _file_format: str, report: Report) -> None:
    """Report the text; a page is what the author or the word processor last made one."""
    package = Package(file)
    package.refuse_encrypted()
    content = package.xml("content.xml")
    parts = [package.xml(_STYLES), content] if _STYLES in package.names else [content]
    sections = Sections()
    text = _Text(sections, Styles(parts))
    for part in content:
        if local(part) == "body":
            text.add_blocks(part)
    sections.report(report)


class _Text:
    """The walk through a text document."""

    def __init__(self, sections: Sections, styles: Styles, *, is_inside: bool = False) -> None:
        self._sections = sections
        self._styles = styles
        self._lists = Lists(styles)
        self._is_inside = is_inside
        self._line: list[str] = []
        self._kind = "p"
        self._after: list[str] = []
        self._boxes: list[Element] = []

    def add_blocks(self, parent: Element) -> None:
        """Add the headings, paragraphs, lists and tables below an element."""
        for element in parent:
            name = local(element)
            if not self._is_inside and self._styles.starts_page(_style(element)):
                self._sections.break_page()
            if name in _PARAGRAPHS:
                self._add_paragraph(element)
            elif name == "soft-page-break":
                self._sections.break_page()
            elif name == "table-row":
                cells = (self._cell(cell) for cell in element if local(cell) in _CELLS)
                self._sections.add(" | ".join(filter(None, cells)))
            elif name == "list":
                with self._lists.inside(element):
                    self.add_blocks(element)
            elif name == "list-item":
                self._lists.begin_entry(element)
                self.add_blocks(element)
            elif name not in _NOT_TEXT and not _is_hidden_section(element):
                self.add_blocks(element)

    def _add_paragraph(self, paragraph: Element) -> None:
        self._kind = self._kind_of(paragraph)
        if not self._styles.is_hidden(_style(paragraph)) and not _is_hidden(paragraph):
            self._walk(paragraph)
        self._flush()
        after, self._after = self._after, []
        for note in after:
            self._sections.add(note)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.add_blocks(box)

    def _kind_of(self, paragraph: Element) -> str:
        """Return what a paragraph is: a heading, an entry of a list, or neither."""
        style = _style(paragraph)
        level = self._styles.level(style)
        if local(paragraph) == "h":
            written = attribute(paragraph, "outline-level")
            level = int(written) if written.isdecimal() else level or 1
        entry = self._lists.take_entry(self._styles.list_style(style))
        return heading(level) if level else entry

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
            case "span" if self._styles.is_hidden(_style(element)):
                pass
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
        _Text(inner, self._styles, is_inside=True).add_blocks(parent)
        return inner.line()

    def _flush(self) -> None:
        text = "".join(self._line).strip()
        self._line.clear()
        if text:
            self._sections.add(text, self._kind)
            self._kind = "p"


def _style(element: Element) -> str:
    return attribute(element, "style-name")


def _is_hidden_section(section: Element) -> bool:
    return attribute(section, "display") == "none" or attribute(section, "is-hidden") == "true"


def _is_hidden(paragraph: Element) -> bool:
    return any(
        local(each) == "hidden-paragraph" and attribute(each, "is-hidden") != "false"
        for each in paragraph
    )
