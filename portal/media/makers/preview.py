"""Draws the picture that messengers show with a link: a title on cloth, 1200 × 630 pixels."""

import io
import json
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin, features

from portal.media.makers.cloth import CREAM, GOLD, MUD, SAND, draw_cloth, draw_sign, make_palette
from portal.media.readers.cleaning import clean
from portal.media.readers.report import Report

# Opened before the process is locked: afterwards no file can be opened, nor a plugin loaded.
_FONT = (Path(__file__).parent.parent / "fonts" / "preview.ttf").read_bytes()
_PLUGINS = (PngImagePlugin,)

# Pillow loads FriBiDi when it first shapes a text; without that library letters stand apart.
CAN_SHAPE = features.check_feature("raqm")
_LAYOUT = ImageFont.Layout.RAQM if CAN_SHAPE else ImageFont.Layout.BASIC

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
INNER = WIDTH - 2 * MARGIN
CLOTH_HEIGHT = 132
MAX_BYTES = 40_000

_HEAD_LINE = 112
_TITLE_TOP, _TITLE_BOTTOM = 144, 412
_NOTE_LINE = 460
_SIZES = (84, 74, 66, 58, 51, 45, 40)
_LATIN_LEADING, _ARABIC_LEADING, _DESCENT = 1.2, 1.4, 0.3
_HEAD_SIZE, _SIGN_SIDE, _SIGN_GAP = 38, 46, 64
_SMALL_SIZE = 32
_NOTE_SIZES = (32, 30, 28, 26)


class Pen:
    """Writes lines of text that run in one direction; each at the edge where it begins."""

    def __init__(self, draw: ImageDraw.ImageDraw, direction: str) -> None:
        """Write with `draw`, in the direction `ltr` or `rtl`."""
        self._draw = draw
        self._is_rtl = direction == "rtl"
        self._direction = direction if CAN_SHAPE else None

    def measure(self, text: str, size: int) -> float:
        """Return how many pixels wide a line is."""
        return _font(size).getlength(text, direction=self._direction)

    def write(  # noqa: PLR0913 - how a line looks is one thing, said at one place
        self, text: str, y: float, size: int, colour: str, *, indent: int = 0, at_end: bool = False
    ) -> None:
        """Write a line on the base line `y`, at its beginning or at the end of the picture."""
        is_right = self._is_rtl != at_end
        x = WIDTH - MARGIN - indent if is_right else MARGIN + indent
        anchor = "rs" if is_right else "ls"
        self._draw.text(
            (x, y),
            text,
            font=_font(size),
            fill=colour,
            anchor=anchor,
            direction=self._direction,
        )

    def shorten(self, text: str, size: int, width: float) -> str:
        """Return a text that fits on one line, with an ellipsis where it was cut."""
        if self.measure(text, size) <= width:
            return text
        while text and self.measure(f"{text}…", size) > width:
            text = text[:-1].rstrip()
        return f"{text}…"

    def wrap(self, text: str, size: int) -> list[str]:
        """Return the lines of a text; a word that is wider than a line is cut."""
        lines = [""]
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if self.measure(longer, size) <= INNER:
                lines[-1] = longer
            else:
                lines += self._cut(word, size)
        return [line for line in lines if line]

    def _cut(self, word: str, size: int) -> list[str]:
        parts = [""]
        for letter in word:
            if self.measure(parts[-1] + letter, size) > INNER:
                parts.append("")
            parts[-1] += letter
        return parts


def make(file: BinaryIO, _file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Draw what the JSON of the input describes into the one output, if it is light enough."""
    encoded = io.BytesIO()
    image = draw_preview(**json.load(file))
    flat = image.quantize(palette=make_palette(), dither=Image.Dither.NONE)
    flat.save(encoded, "PNG", optimize=True)
    for name, output in outputs.items():
        if len(encoded.getvalue()) <= MAX_BYTES:
            output.write(encoded.getvalue())
            report.made(name, "png")
    report.complete()


def draw_preview(  # noqa: PLR0913 - what a picture shows is one thing
    *,
    title: str,
    title_direction: str,
    label: str,
    note: str,
    site_name: str,
    direction: str,
    pattern: str,
) -> Image.Image:
    """Return the picture: the site and a label above, the title, a note, and cloth below."""
    image = Image.new("RGB", (WIDTH, HEIGHT), MUD)
    draw = ImageDraw.Draw(image)
    draw_cloth(image, pattern, top=HEIGHT - CLOTH_HEIGHT)
    sign_left = WIDTH - MARGIN - _SIGN_SIDE if direction == "rtl" else MARGIN
    draw_sign(image, left=sign_left, top=_HEAD_LINE - 38, side=_SIGN_SIDE)
    _write_head(Pen(draw, direction), _one_line(site_name), _one_line(label))
    pen = Pen(draw, title_direction)
    _write_title(pen, _one_line(title), title_direction)
    _write_note(pen, _one_line(note))
    return image


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _write_head(pen: Pen, site_name: str, label: str) -> None:
    site_name = pen.shorten(site_name, _HEAD_SIZE, INNER / 2)
    taken = _SIGN_GAP + pen.measure(site_name, _HEAD_SIZE) + _SIGN_GAP
    pen.write(site_name, _HEAD_LINE, _HEAD_SIZE, CREAM, indent=_SIGN_GAP)
    label = pen.shorten(label, _SMALL_SIZE, INNER - taken)
    pen.write(label, _HEAD_LINE, _SMALL_SIZE, GOLD, at_end=True)


def _write_note(pen: Pen, note: str) -> None:
    fits = (size for size in _NOTE_SIZES if pen.measure(note, size) <= INNER)
    size = next(fits, _NOTE_SIZES[-1])
    pen.write(pen.shorten(note, size, INNER), _NOTE_LINE, size, SAND)


def _write_title(pen: Pen, title: str, direction: str) -> None:
    """Write the title as large as it fits, in the middle between head and note."""
    leading = _ARABIC_LEADING if direction == "rtl" else _LATIN_LEADING
    for size in _SIZES:
        lines = pen.wrap(title, size)
        step = round(size * leading)
        room = (_TITLE_BOTTOM - _TITLE_TOP) // step
        if len(lines) <= room:
            break
    else:
        lines[room - 1 :] = [pen.shorten(" ".join(lines[room - 1 :]), size, INNER)]
    top = _TITLE_TOP + (_TITLE_BOTTOM - _TITLE_TOP - len(lines) * step) / 2
    for number, line in enumerate(lines, start=1):
        pen.write(line, top + number * step - _DESCENT * size, size, CREAM)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(_FONT), size, layout_engine=_LAYOUT)
