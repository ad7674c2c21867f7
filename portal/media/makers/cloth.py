"""Bògòlan cloth: bands of white clay on mud, one pattern for each kind of record."""

import math
from collections.abc import Callable

from PIL import Image, ImageColor, ImageDraw

MUD, CREAM, GOLD, SAND = "#2b1b11", "#f5e9d2", "#e9b44c", "#d9c8ab"

_SCALE = 2  # drawn larger, then smoothed
_TILE = 66
_STRIP = 3  # tiles
_EDGE = 4
_SHADES = 8


def draw_cloth(image: Image.Image, pattern: str, *, top: int) -> None:
    """Draw a band over the whole width, from `top` down, under a thread of gold.

    A pattern that has no name here is one of strips of all patterns.
    """
    width, height = image.width, image.height - top
    band = Image.new("RGB", (width * _SCALE, height * _SCALE), MUD)
    draw = ImageDraw.Draw(band)
    patterns = [_PATTERNS[pattern]] if pattern in _PATTERNS else list(_PATTERNS.values())
    side = _TILE * _SCALE
    for column in range(math.ceil(width / _TILE)):
        paint = patterns[column // _STRIP % len(patterns)]
        for row in range(math.ceil(height / _TILE)):
            paint(draw, column * side, row * side, side)
    if len(patterns) > 1:
        for x in range(_STRIP * side, band.width, _STRIP * side):
            draw.rectangle((x - _EDGE, 0, x + _EDGE, band.height), fill=GOLD)
    draw.rectangle((0, 0, band.width, _EDGE * _SCALE), fill=GOLD)
    image.paste(band.resize((width, height), Image.Resampling.LANCZOS), (0, top))


def make_palette() -> Image.Image:
    """Return a picture of the colours of the cloth, and of the edges between them and mud."""
    dark = ImageColor.getrgb(MUD)
    colours = [list(dark)]
    for name in (CREAM, GOLD, SAND):
        light = ImageColor.getrgb(name)
        for step in range(1, _SHADES + 1):
            share = step / _SHADES
            colours.append([round(a + (b - a) * share) for a, b in zip(dark, light, strict=True)])
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in colours for part in colour])
    return palette


def draw_sign(image: Image.Image, *, left: int, top: int, side: int) -> None:
    """Draw the sign of the site: a lozenge in a lozenge."""
    large = side * 4
    sign = Image.new("RGB", (large, large), MUD)
    draw = ImageDraw.Draw(sign)
    middle = large / 2
    for radius, colour in ((middle, CREAM), (middle * 0.82, MUD), (middle * 0.52, GOLD)):
        draw.polygon(_lozenge(middle, middle, radius), fill=colour)
    dot = middle * 0.14
    draw.ellipse((middle - dot, middle - dot, middle + dot, middle + dot), fill=MUD)
    image.paste(sign.resize((side, side), Image.Resampling.LANCZOS), (left, top))


def _lozenge(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    return [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]


def _draw_net(draw: ImageDraw.ImageDraw, x: int, y: int, side: int) -> None:
    """Crossed threads with a star in each mesh."""
    for offset, width in ((-12, 3), (0, 8), (12, 3)):
        draw.line((x, y + side + offset, x + side, y + offset), fill=CREAM, width=width)
        draw.line((x, y + offset, x + side, y + side + offset), fill=CREAM, width=width)
    _draw_star(draw, x + side / 2, y, 9)
    _draw_star(draw, x, y + side / 2, 9)


def _draw_waves(draw: ImageDraw.ImageDraw, x: int, y: int, side: int) -> None:
    """Arcs in arcs, as a voice spreads."""
    for radius in range(14, side // 2 + 1, 18):
        box = (x + side / 2 - radius, y + side - radius, x + side / 2 + radius, y + side + radius)
        draw.arc(box, 180, 360, fill=CREAM, width=6)
    _draw_star(draw, x, y + side / 2, 9)
    _draw_star(draw, x + side, y + side / 2, 9)


def _draw_lines(draw: ImageDraw.ImageDraw, x: int, y: int, side: int) -> None:
    """Lines of writing, with stars between."""
    for number in range(2):
        middle = y + side * (2 * number + 1) / 4
        draw.line((x, middle - 16, x + side, middle - 16), fill=CREAM, width=5)
        for step in range(4):
            _draw_star(draw, x + side * (2 * step + 1) / 8, middle + 8, 7)


def _draw_steps(draw: ImageDraw.ImageDraw, x: int, y: int, side: int) -> None:
    """A zigzag over small lozenges, as paths over a land."""
    for offset, width in ((0, 8), (18, 3)):
        points = [
            (x, y + side / 2 + offset),
            (x + side / 2, y + 12 + offset),
            (x + side, y + side / 2 + offset),
        ]
        draw.line(points, fill=CREAM, width=width, joint="curve")
    draw.polygon(_lozenge(x + side / 2, y + side * 0.78, 16), fill=CREAM)
    draw.polygon(_lozenge(x + side / 2, y + side * 0.78, 7), fill=MUD)


def _draw_star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=GOLD)


_PATTERNS: dict[str, Callable[[ImageDraw.ImageDraw, int, int, int], None]] = {
    "net": _draw_net,
    "waves": _draw_waves,
    "lines": _draw_lines,
    "steps": _draw_steps,
}
