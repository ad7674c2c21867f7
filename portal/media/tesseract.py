"""Has tesseract read the picture of a page, in a locked process, if it is installed.

It is a Debian package (`tesseract-ocr`), with one more for each language.
"""

import logging
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from portal.media.sandbox import PYTHON, Patience, ended, listen

log = logging.getLogger(__name__)

LANGUAGES = ("fra", "ara")
"""The languages that scans here are in, the likeliest first (ISO 639-3, as tesseract)."""

_ORIENTATION = "osd"
_LAYOUT, _LAYOUT_AND_ORIENTATION = "3", "1"
_PROCESSOR_SECONDS = 120
_PATIENCE = Patience(seconds=300, bytes=1024 * 1024)
_FOLDER = re.compile(r'"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program, the folder of its data, and what it knows: languages, orientation."""

    path: str
    data: str
    knows: frozenset[str]

    @property
    def languages(self) -> list[str]:
        """Those of our languages that it can read."""
        return [language for language in LANGUAGES if language in self.knows]


def find_tesseract() -> Tesseract | None:
    """Return the tesseract of this system; None when there is none."""
    path = shutil.which("tesseract")
    try:
        return _ask(path) if path else None
    except (OSError, subprocess.TimeoutExpired):
        log.warning("tesseract does not answer, it is asked again later", exc_info=True)
        return None


def read_picture(picture: IO[bytes], program: Tesseract, *, beat: Callable[[], None]) -> str:
    """Return what a picture of a page says, or raise UnreadableError."""
    layout = _LAYOUT_AND_ORIENTATION if _ORIENTATION in program.knows else _LAYOUT
    reading = ["stdin", "stdout", "--tessdata-dir", program.data, "--psm", layout]
    languages = ["-l", "+".join(program.languages)]
    become = ["become", str(_PROCESSOR_SECONDS), program.data, program.path]
    lines: list[bytes] = []
    status = listen(
        [*PYTHON, *become, *reading, *languages],
        picture,
        lines.append,
        patience=_PATIENCE,
        beat=beat,
    )
    if status:
        raise ended(status)
    return b"\n".join(lines).decode("utf-8", "replace")


@lru_cache(maxsize=4)
def _ask(path: str) -> Tesseract | None:
    """Ask a program once what it knows; one that fails is none.

    Raises OSError or TimeoutExpired when it could not be asked, which is not remembered.
    """
    command = [path, "--list-langs"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)  # noqa: S603 - a program of the system
    except subprocess.CalledProcessError:
        return None
    first, *knows = answer.stdout.splitlines() or [""]
    folder = _FOLDER.search(first)
    return Tesseract(str(Path(path).resolve()), folder[1], frozenset(knows)) if folder else None
