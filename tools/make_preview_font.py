"""Makes the font of link previews: one file of the parts of Noto that titles need.

`python -m tools.make_preview_font FOLDER`, the folder being that of Debian's fonts-noto-core.
Titles mix scripts on one line, and FriBiDi orders a line only within one font: so Latin with the
letters of Bambara, Arabic, Tifinagh and N'Ko become one. fontTools comes with fpdf2.
"""  # noqa: INP001 - a script

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "portal" / "media" / "fonts" / "preview.ttf"
_LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x370),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2028),
    *range(0x2030, 0x203B),
    *(0x20AC, 0x2116, 0x2122, 0x2192, 0x2212),
)
_ARABIC = (*range(0x600, 0x700), 0x200C, 0x200D)
_PARTS = (
    ("NotoSerif-Bold.ttf", _LATIN),
    ("NotoNaskhArabic-Bold.ttf", _ARABIC),
    ("NotoSansTifinagh-Regular.ttf", range(0x2D30, 0x2D80)),
    ("NotoSansNKo-Regular.ttf", range(0x7C0, 0x800)),
)
_FEATURES = ("ccmp", "locl", "mark", "mkmk", "kern", "liga", "rlig", "calt", "curs")
_FORMS = ("init", "medi", "fina", "isol")


def make_font(source: Path, target: Path) -> None:
    """Write the font made from the parts in `source`."""
    known: set[int] = set()
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, wanted in _PARTS:
            path = Path(folder, name)
            known |= _write_subset(source / name, set(wanted) - known, path)
            paths.append(str(path))
        font = Merger().merge(paths)
    font["hhea"].ascent, font["hhea"].descent = 1069, -293  # those of Noto Serif
    font.save(target)


def _write_subset(source: Path, wanted: Iterable[int], target: Path) -> set[int]:
    """Write these characters of a font, and return those that it has."""
    font = TTFont(source)
    options = Options()
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # names and licence
    options.layout_features = [*_FEATURES, *_FORMS]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.save(target)
    return set(font.getBestCmap())


if __name__ == "__main__":
    make_font(Path(sys.argv[1]), TARGET)
