"""Draw the app icons of the site as PNG files, and favicon.ico, in the sizes asked for."""  # noqa: INP001 - a script

import io
import struct
from pathlib import Path

from PIL import Image, ImageDraw

MUD, CREAM, GOLD = "#2b1b11", "#f5e9d2", "#e9b44c"
FOLDER = Path(__file__).resolve().parent.parent / "static" / "icons"
SIZES = {"touch-180.png": 180, "icon-192.png": 192, "icon-512.png": 512}
FAVICON_SIZES = (16, 32, 48)
OVERSAMPLING = 4


def lozenge(draw: ImageDraw.ImageDraw, side: int, reach: float, colour: str) -> None:
    """Draw a full lozenge around the centre; `reach` is a share of the side."""
    centre, arm = side / 2, side * reach
    draw.polygon(
        [
            (centre, centre - arm),
            (centre + arm, centre),
            (centre, centre + arm),
            (centre - arm, centre),
        ],
        fill=colour,
    )


def draw_icon(size: int, colours: int = 32, scale: float = 1) -> Image.Image:
    """Return the icon, drawn larger and reduced for smooth edges."""
    side = size * OVERSAMPLING
    image = Image.new("RGB", (side, side), MUD)
    draw = ImageDraw.Draw(image)
    for reach, colour in ((0.36, CREAM), (0.29, MUD), (0.19, GOLD), (0.07, MUD)):
        lozenge(draw, side, reach * scale, colour)
    small = image.resize((size, size), Image.Resampling.LANCZOS)
    return small.quantize(colors=colours)


def write_favicon(path: Path) -> None:
    """Write an ICO file of PNG pictures of few colours; Pillow writes four times more bytes."""
    pictures = []
    for size in FAVICON_SIZES:
        output = io.BytesIO()
        draw_icon(size, colours=16, scale=1.25).save(output, "PNG", optimize=True)
        pictures.append((size, output.getvalue()))
    directory = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(directory) + 16 * len(pictures)
    for size, content in pictures:
        entry = (size, size, 16, 0, 1, 4, len(content), offset)
        directory += struct.pack("<BBBBHHII", *entry)
        offset += len(content)
    path.write_bytes(directory + b"".join(content for _size, content in pictures))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, size in SIZES.items():
        draw_icon(size).save(FOLDER / name, optimize=True)
    write_favicon(FOLDER.parent / "favicon.ico")
