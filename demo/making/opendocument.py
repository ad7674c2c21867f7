"""OpenDocument text files (ODT)."""

import io
from pathlib import Path

from odf import dc, meta  # type: ignore[import-untyped]
from odf.element import Element  # type: ignore[import-untyped]
from odf.opendocument import OpenDocumentText  # type: ignore[import-untyped]
from odf.style import ParagraphProperties, Style, TextProperties  # type: ignore[import-untyped]
from odf.text import H, List, ListItem, P  # type: ignore[import-untyped]

from demo.making.archive import write_archive
from demo.making.document import MADE_AT, PUBLISHER, Block, BlockKind, Document


def make_odt(document: Document, path: Path) -> None:
    """Write the text with outline levels and real lists."""
    text = OpenDocumentText()
    _describe(text, document)
    styles = _Styles(text, right_to_left=document.is_right_to_left)
    text.text.addElement(H(outlinelevel=1, stylename=styles.title, text=document.title))
    for block in document.blocks:
        text.text.addElement(_element(block, styles))
    data = io.BytesIO()
    text.write(data)
    write_archive(data.getvalue(), path)


def _describe(text: OpenDocumentText, document: Document) -> None:
    date = MADE_AT.strftime("%Y-%m-%dT%H:%M:%S")
    text.meta.addElement(dc.Title(text=document.title))
    text.meta.addElement(dc.Creator(text=PUBLISHER))
    text.meta.addElement(dc.Language(text=document.tag))
    text.meta.addElement(meta.CreationDate(text=date))
    text.meta.addElement(dc.Date(text=date))


class _Styles:
    """The few styles a text needs, registered in its file."""

    def __init__(self, text: OpenDocumentText, *, right_to_left: bool) -> None:
        self._text = text
        self._mode = "rl-tb" if right_to_left else "lr-tb"
        self._align = "end" if right_to_left else "start"
        self.title = self._add("Titre", size="22pt", weight="bold")
        self.heading = self._add("Intertitre", size="15pt", weight="bold")
        self.paragraph = self._add("Texte", size="11.5pt")
        self.quote = self._add("Citation", size="12.5pt", weight="bold")
        self.new_page = self._add("Nouvelle page", size="11.5pt", breakbefore="page")

    def _add(self, name: str, *, size: str, weight: str = "normal", **paragraph: str) -> Element:
        style = Style(name=name.replace(" ", "_20_"), displayname=name, family="paragraph")
        style.addElement(
            ParagraphProperties(
                writingmode=self._mode, textalign=self._align, marginbottom="0.25cm", **paragraph
            )
        )
        style.addElement(TextProperties(fontsize=size, fontweight=weight))
        self._text.styles.addElement(style)
        return style


def _element(block: Block, styles: _Styles) -> Element:
    match block.kind:
        case BlockKind.HEADING:
            return H(outlinelevel=block.level, stylename=styles.heading, text=block.text)
        case BlockKind.BULLET | BlockKind.NUMBER:
            mark = "•" if block.kind is BlockKind.BULLET else f"{block.level}."
            return _list(P(stylename=styles.paragraph, text=f"{mark} {block.text}"))
        case BlockKind.QUOTE:
            return P(stylename=styles.quote, text=block.text)
        case BlockKind.PAGE_BREAK:
            return P(stylename=styles.new_page)
        case _:
            return P(stylename=styles.paragraph, text=block.text)


def _list(paragraph: Element) -> Element:
    item = ListItem()
    item.addElement(paragraph)
    one_item = List()
    one_item.addElement(item)
    return one_item
