"""Make every file of the demonstration from its texts: python -m demo.build_files [NAME...]."""

import sys
from collections.abc import Callable
from pathlib import Path

from demo.items import FOLDER, get_text, list_items
from demo.making.document import Document
from demo.making.opendocument import make_odt
from demo.making.pdf import make_pdf
from demo.making.plain import make_plain
from demo.making.poster import make_poster
from demo.making.slides import make_pptx
from demo.making.speech import make_recording
from demo.making.word import make_docx

MAKERS: dict[str, Callable[[Document, Path], None]] = {
    ".pdf": make_pdf,
    ".docx": make_docx,
    ".odt": make_odt,
    ".pptx": make_pptx,
    ".txt": make_plain,
    ".md": make_plain,
    ".png": make_poster,
    ".jpg": make_poster,
    ".webp": make_poster,
    ".mp3": make_recording,
    ".m4a": make_recording,
    ".opus": make_recording,
    ".ogg": make_recording,
    ".wav": make_recording,
    ".flac": make_recording,
}


def build(wanted: list[str]) -> None:
    """Make the files whose names are wanted, or all of them when none is named."""
    for item in list_items():
        for file_name in item["file"]:
            path = FOLDER / file_name
            if wanted and path.name not in wanted:
                continue
            document = Document(item["title"], item["language"], get_text(item, file_name))
            path.parent.mkdir(exist_ok=True)
            MAKERS[path.suffix](document, path)
            sys.stdout.write(f"{path.stat().st_size:>7} {path.name}\n")


if __name__ == "__main__":
    build(sys.argv[1:])
