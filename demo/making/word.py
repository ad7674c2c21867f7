"""Word files (DOCX)."""

import io
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.text.paragraph import Paragraph

from demo.making.archive import write_archive
from demo.making.document import MADE_AT, PUBLISHER, Block, BlockKind, Document

STYLES = {
    BlockKind.PARAGRAPH: "Normal",
    BlockKind.BULLET: "List Bullet",
    BlockKind.NUMBER: "List Number",
    BlockKind.QUOTE: "Intense Quote",
    BlockKind.PAGE_BREAK: "Normal",
}


def make_docx(document: Document, path: Path) -> None:
    """Write the text with Word's own styles, so that its headings are headings."""
    word = docx.Document()
    _describe(word, document)
    paragraphs = [word.add_heading(document.title, level=0)]
    paragraphs += [_add(word, block) for block in document.blocks]
    if document.is_right_to_left:
        for paragraph in paragraphs:
            _turn(paragraph)
    data = io.BytesIO()
    word.save(data)
    write_archive(data.getvalue(), path)


def _describe(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title = document.title
    properties.author = properties.last_modified_by = PUBLISHER
    properties.language = document.tag
    properties.comments = ""
    properties.created = properties.modified = MADE_AT


def _add(word: WordDocument, block: Block) -> Paragraph:
    if block.kind is BlockKind.HEADING:
        heading: Paragraph = word.add_heading(block.text, level=max(1, block.level - 1))
        return heading
    paragraph: Paragraph = word.add_paragraph(block.text, style=STYLES[block.kind])
    if block.kind is BlockKind.PAGE_BREAK:
        paragraph.add_run().add_break(WD_BREAK.PAGE)
    return paragraph


def _turn(paragraph: Paragraph) -> None:
    """Run a paragraph from right to left."""
    paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for run in paragraph.runs:
        run.font.rtl = True
