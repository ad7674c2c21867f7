"""Reads DOCX: headings, paragraphs, lists, tables, text boxes and notes in reading order."""

from collections.abc import Iterable
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.media.readers.blocks import heading
from portal.media.readers.naming_fields import NAMING_IN_WORD, OpenFields, keyword_of
from portal.media.readers.package import Package, attribute, local
from portal.media.readers.report import Report
from portal.media.readers.sections import Sections
from portal.media.readers.word_lists import Lists
from portal.media.readers.word_marks import ends_section, is_page_break, style_of, written_by
from portal.media.readers.word_styles import Properties, Styles, heading_level

_NOT_TEXT = {
    *("pPr", "rPr", "sectPr", "del", "moveFrom", "delText", "Fallback", "tblPr"),
}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


def read(file: BinaryIO, _file_format: str, report: Report) -> None:
    """Report the text; a page is what the author or the word processor last made one."""
    package = Package(file)
    main = package.relations("")["officeDocument"]
    sections = Sections()
    document = _Document(package, main)
    for body in package.xml(main):
        document.add_blocks(body, sections)
    sections.report(report)


class _Document:
    """The walk through a document; it numbers the notes it meets."""

    def __init__(self, package: Package, main: str) -> None:
        relations = package.relations(main)
        parts = {
            kind: package.xml(relations[kind])
            for kind in ("styles", "numbering", *_NOTES.values())
            if relations.get(kind) in package.names
        }
        self.styles = Styles(parts.get("styles"))
        self.lists = Lists(parts.get("numbering"))
        self._notes = {
            (kind, attribute(note, "id")): note
            for kind in _NOTES.values()
            for note in parts.get(kind, ())
        }
        self._note_count = 0

    def add_blocks(self, parent: Iterable[Element], sections: Sections) -> None:
        """Add the paragraphs and tables below an element."""
        for element in parent:
            match local(element):
                case "p":
                    _Paragraph(self, sections, element).add()
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
        if any(is_page_break(element) for element in row.iter()):
            sections.break_page()
        cells = (self._line(cell) for cell in row if local(cell) in {"tc", "sdt"})
        sections.add(" | ".join(filter(None, cells)))

    def _line(self, parent: Element) -> str:
        inner = Sections()
        self.add_blocks(parent, inner)
        return inner.line()


class _Paragraph:
    """The text of one paragraph, its notes, and the boxes anchored in it."""

    def __init__(self, document: _Document, sections: Sections, paragraph: Element) -> None:
        self._document = document
        self._sections = sections
        self._paragraph = paragraph
        self._properties = next((each for each in paragraph if local(each) == "pPr"), None)
        self._style = style_of(self._properties, "pStyle")
        self._is_begun = False
        self._fields = OpenFields()
        self._text: list[str] = []
        self._after: list[str] = []
        self._boxes: list[Element] = []

    def add(self) -> None:
        """Add the paragraph, then its notes and boxes."""
        if any(is_page_break(each) for each in self._properties or ()):
            self._sections.break_page()
        self._walk(self._paragraph)
        self._flush()
        for note in self._after:
            self._sections.add(note)
        for box in self._boxes:
            self._document.add_blocks(box, self._sections)
        if ends_section(self._properties):
            self._sections.break_page()

    def _walk(self, parent: Element) -> None:
        for element in parent:
            self._fields.meet(element)
            name = local(element)
            if is_page_break(element):
                self._flush()
                self._sections.break_page()
            elif (text := written_by(element)) is not None:
                self._text.append("" if self._fields.is_silent else text)
            elif name in _NOTES:
                mark, note = self._document.note(element)
                self._text.append(mark)
                self._after.append(note)
            elif name == "txbxContent":
                self._boxes.append(element)
            elif name not in _NOT_TEXT and not self._is_left_out(element):
                self._walk(element)

    def _is_left_out(self, element: Element) -> bool:
        """Tell whether an element is a hidden run, or a field that fills in a name."""
        if local(element) == "fldSimple":
            return keyword_of(attribute(element, "instr")) in NAMING_IN_WORD
        return local(element) == "r" and self._is_hidden(element)

    def _is_hidden(self, run: Element) -> bool:
        """Tell whether a run is hidden by itself, by its style or by that of the paragraph."""
        styles = self._document.styles
        properties = next((each for each in run if local(each) == "rPr"), None)
        if properties is not None:
            is_hidden = Properties.of(properties).is_hidden
            if is_hidden is not None:
                return is_hidden
        return styles.is_hidden(style_of(properties, "rStyle")) or styles.is_hidden(self._style)

    def _flush(self) -> None:
        text = "".join(self._text).strip()
        self._text.clear()
        if text:
            self._sections.add(text, "p" if self._is_begun else self._kind())
            self._is_begun = True

    def _kind(self) -> str:
        """Return what the paragraph is: a heading, an entry of a list, or neither."""
        styles = self._document.styles
        own = Properties() if self._properties is None else Properties.of(self._properties)
        level = styles.level(self._style) if own.level is None else heading_level(own.level)
        if level is not None:
            return heading(level)
        list_id, list_level = styles.list_of(self._style)
        list_id = list_id if own.list_id is None else own.list_id
        list_level = list_level if own.list_level is None else own.list_level
        return self._document.lists.take_entry(list_id or "", list_level or 0)
