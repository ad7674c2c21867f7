"""The fonts of the demonstration's files, from Debian's fonts-noto-core."""

from pathlib import Path

NOTO = Path("/usr/share/fonts/truetype/noto")

SERIF = NOTO / "NotoSerif-Regular.ttf"
SERIF_BOLD = NOTO / "NotoSerif-Bold.ttf"
SANS = NOTO / "NotoSans-Regular.ttf"
SANS_BOLD = NOTO / "NotoSans-Bold.ttf"
NASKH = NOTO / "NotoNaskhArabic-Regular.ttf"
NASKH_BOLD = NOTO / "NotoNaskhArabic-Bold.ttf"
