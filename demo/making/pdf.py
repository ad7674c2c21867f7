"""PDF files with embedded fonts, shaped so that Bambara and Arabic print and read well."""

from pathlib import Path

from fpdf import FPDF

from demo.making import fonts
from demo.making.document import MADE_AT, PUBLISHER, Block, BlockKind, Document

INK = (38, 32, 28)
CLAY = (154, 62, 28)
INDENT = 6
HEADING_SIZES = {1: 17, 2: 14, 3: 12}
BODY_SIZE = 11
# Naskh letters look smaller than Latin ones of the same size.
NASKH_SCALE = 1.18


def make_pdf(document: Document, path: Path) -> None:
    """Set the text on A4 pages, a title band first and page numbers below."""
    page = _Page(document)
    page.add_page()
    page.write_title(document.title)
    for block in document.blocks:
        page.write_block(block)
    page.output(str(path))


class _Page(FPDF):
    def __init__(self, document: Document) -> None:
        super().__init__(format="A4")
        self.right_to_left = document.is_right_to_left
        self.family = "naskh" if self.right_to_left else "serif"
        self.text_align = "R" if self.right_to_left else "L"
        self._describe(document)
        self._load_fonts()
        self.set_margins(24, 22, 24)
        self.set_auto_page_break(auto=True, margin=24)

    def _describe(self, document: Document) -> None:
        self.set_title(document.title)
        self.set_author(PUBLISHER)
        self.set_lang(document.tag)
        self.set_creation_date(MADE_AT)

    def _load_fonts(self) -> None:
        self.add_font("serif", "", fonts.SERIF)
        self.add_font("serif", "B", fonts.SERIF_BOLD)
        self.set_text_shaping(use_shaping_engine=True)
        if self.right_to_left:
            self.add_font("naskh", "", fonts.NASKH)
            self.add_font("naskh", "B", fonts.NASKH_BOLD)
            self.set_fallback_fonts(["serif"])
            self.set_text_shaping(
                use_shaping_engine=True, direction="rtl", script="arab", language="ara"
            )

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(self.family, size=9)
        self.set_text_color(*INK)
        self.cell(0, 6, str(self.page_no()), align="C")

    def write_title(self, title: str) -> None:
        self.set_fill_color(*CLAY)
        self.rect(0, 0, self.w, 9, style="F")
        self.set_xy(self.l_margin, 26)
        self._write(title, size=21, style="B", colour=CLAY, after=7)

    def write_block(self, block: Block) -> None:
        match block.kind:
            case BlockKind.PAGE_BREAK:
                self.add_page()
            case BlockKind.HEADING:
                size = HEADING_SIZES[min(block.level, 3)]
                self._write(block.text, size=size, style="B", colour=CLAY, before=3, after=2)
            case BlockKind.BULLET:
                self._write(block.text, mark="•", after=1)
            case BlockKind.NUMBER:
                self._write(block.text, mark=f"{block.level}.", after=1)
            case BlockKind.QUOTE:
                self._write(block.text, mark="", style="B", after=3)
            case _:
                self._write(block.text, after=3)

    def _write(  # noqa: PLR0913 - how a paragraph looks is one thing, said at one place
        self,
        text: str,
        *,
        size: float = BODY_SIZE,
        style: str = "",
        colour: tuple[int, int, int] = INK,
        mark: str | None = None,
        before: float = 0,
        after: float = 0,
    ) -> None:
        """Write one paragraph; a mark hangs in the margin of an indented one."""
        size = size * NASKH_SCALE if self.right_to_left else size
        height = size * 0.55
        if before:
            self.ln(before)
        if self.will_page_break(height * 2):
            self.add_page()
        # A fallback font stays set in the page unknown to fpdf2: have ours set again.
        self.current_font_is_set_on_page = False
        self.set_font(self.family, style=style, size=size)
        self.set_text_color(*colour)
        indent = 0 if mark is None else INDENT
        top = self.y
        if mark:
            self.set_x(self.w - self.r_margin - INDENT if self.right_to_left else self.l_margin)
            self.cell(INDENT, height, mark, align=self.text_align)
            self.current_font_is_set_on_page = False
        self.set_xy(self.l_margin + (0 if self.right_to_left else indent), top)
        self.multi_cell(self.epw - indent, height, text, align=self.text_align)
        self.set_xy(self.l_margin, self.y + after)
