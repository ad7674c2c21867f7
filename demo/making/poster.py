"""Posters drawn by code: a woven band, a title, numbered lines."""

from itertools import cycle
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from demo.making import fonts
from demo.making.document import PUBLISHER, Block, BlockKind, Document

WIDTH, HEIGHT = 900, 1200
MARGIN = 70
PAPER, INK, CLAY, INDIGO = "#f6efe2", "#26201c", "#9a3e1c", "#23395b"
BAND = 84
SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    ".png": {"optimize": True},
    ".jpg": {"quality": 82},
    ".webp": {"quality": 75},
}


def make_poster(document: Document, path: Path) -> None:
    """Draw the title and the text on one sheet."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    _draw_band(draw, top=0)
    _draw_band(draw, top=HEIGHT - BAND)
    y = _write(draw, document.title, y=BAND + 50, size=54, colour=CLAY, font=fonts.SERIF_BOLD) + 34
    for block in document.blocks:
        y = _draw_block(draw, block, y) + 40
    _write(draw, PUBLISHER, y=HEIGHT - BAND - 44, size=20, colour=INK, font=fonts.SANS)
    image.quantize(64).convert("RGB").save(path, **SAVE_OPTIONS[path.suffix])


def _draw_band(draw: ImageDraw.ImageDraw, *, top: int) -> None:
    """Draw a strip in the manner of woven cotton: triangles point to point, dots between."""
    draw.rectangle((0, top, WIDTH, top + BAND), fill=INK)
    half = BAND // 2
    for x, colour in zip(range(0, WIDTH + BAND, BAND), cycle((CLAY, PAPER, INDIGO)), strict=False):
        middle = x + half
        draw.polygon(((x, top + 10), (x + BAND, top + 10), (middle, top + half)), fill=colour)
        foot = top + BAND - 10
        draw.polygon(((x, foot), (x + BAND, foot), (middle, top + half)), fill=colour)
        draw.ellipse((x - 7, top + half - 7, x + 7, top + half + 7), fill=PAPER)


def _draw_block(draw: ImageDraw.ImageDraw, block: Block, y: int) -> int:
    if block.kind is BlockKind.NUMBER:
        draw.ellipse((MARGIN, y + 2, MARGIN + 54, y + 56), fill=INDIGO)
        number = ImageFont.truetype(fonts.SANS_BOLD, 30)
        draw.text((MARGIN + 27, y + 29), str(block.level), font=number, fill=PAPER, anchor="mm")
        return _write(draw, block.text, y=y + 6, size=31, colour=INK, left=MARGIN + 82)
    return _write(draw, block.text, y=y, size=29, colour=INK)


def _write(  # noqa: PLR0913 - how a line looks is one thing, said at one place
    draw: ImageDraw.ImageDraw,
    text: str,
    *,
    y: int,
    size: int,
    colour: str,
    left: int = MARGIN,
    font: Path = fonts.SANS,
) -> int:
    """Write a paragraph and return where it ends."""
    face = ImageFont.truetype(font, size)
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if face.getlength(longer) > WIDTH - MARGIN - left:
            draw.text((left, y), line, font=face, fill=colour)
            y += round(size * 1.35)
            longer = word
        line = longer
    draw.text((left, y), line, font=face, fill=colour)
    return y + round(size * 1.35)
