"""Make every file of the demonstration from its texts: python -m demo.build_files [NAME...]."""

import sys
from collections.abc import Callable
from pathlib import Path

from demo.items import FOLDER, Item, get_text, get_translation, list_items
from demo.making.captions import make_chapters, make_transcript
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


# A title for each paragraph that is spoken.
CHAPTERS = {
    "trois-questions-cooperative": (
        "Avant de créer une coopérative",
        "Première question : la terre",
        "Deuxième question : l’eau",
        "Troisième question : le marché",
        "S’il manque une réponse",
    ),
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
        for track in (*item.get("transcript", ()), *item.get("chapters", ())):
            if not wanted or Path(track).name in wanted:
                build_track(item, track)


def build_track(item: Item, track: str) -> None:
    """Make a transcript, or the chapters, of a recording that is there."""
    file_name = item["file"][0]
    spoken = Document(item["title"], item["language"], get_text(item, file_name))
    recording, path = FOLDER / file_name, FOLDER / track
    path.parent.mkdir(exist_ok=True)
    if path.parent.name == "chapters":
        make_chapters(CHAPTERS[path.stem], spoken, recording, path)
    else:
        translation = get_translation(track)
        document = Document(item["title"], "", translation) if translation else spoken
        make_transcript(document, spoken, recording, path)


if __name__ == "__main__":
    build(sys.argv[1:])
