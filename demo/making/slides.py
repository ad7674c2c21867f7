"""Slides (PPTX): one for the title, one for each heading."""

import io
from pathlib import Path

from pptx import Presentation

from demo.making.archive import write_archive
from demo.making.document import MADE_AT, PUBLISHER, BlockKind, Document

TITLE_LAYOUT = 0
CONTENT_LAYOUT = 1


def make_pptx(document: Document, path: Path) -> None:
    """Write each heading as a slide, what follows it as its points."""
    presentation = Presentation()
    properties = presentation.core_properties
    properties.title = document.title
    properties.author = properties.last_modified_by = PUBLISHER
    properties.language = document.tag
    properties.comments = ""
    properties.created = properties.modified = MADE_AT
    slide = presentation.slides.add_slide(presentation.slide_layouts[TITLE_LAYOUT])
    slide.shapes.title.text = document.title
    frame = slide.placeholders[1].text_frame
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            slide = presentation.slides.add_slide(presentation.slide_layouts[CONTENT_LAYOUT])
            slide.shapes.title.text = block.text
            frame = slide.placeholders[1].text_frame
        else:
            paragraph = frame.add_paragraph() if frame.text else frame.paragraphs[0]
            paragraph.text = block.text
    data = io.BytesIO()
    presentation.save(data)
    write_archive(data.getvalue(), path)
