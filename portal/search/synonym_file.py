"""Synonyms beside the index, so that readers see a change without asking the database."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from portal.search.engine.layout import replace_file
from portal.search.synonyms import Synonyms

log = logging.getLogger(__name__)

_NAME = "synonyms.json"


class SynonymFile:
    """Reads the file again when it changes."""

    def __init__(self, root: Path) -> None:
        """Take the folder of the index."""
        self._path = root / _NAME
        self._seen: tuple[int, int] | None = None
        self._synonyms = Synonyms()

    def read(self) -> Synonyms:
        """Return the synonyms of now; an unreadable file leaves those of before.

        One that could not be opened is tried again, one that makes no sense once it changes.
        """
        try:
            found = self._path.stat()
            seen = (found.st_mtime_ns, found.st_ino)
            if seen != self._seen:
                text = self._path.read_bytes()
                self._seen = seen
                self._synonyms = Synonyms(json.loads(text))
        except FileNotFoundError:
            pass
        except Exception:
            log.exception("synonyms unreadable")
        return self._synonyms


def write_synonyms(root: Path, sets: Sequence[Sequence[str]]) -> None:
    """Give these sets to all readers, unless they have them already."""
    text = json.dumps(sets, ensure_ascii=False)
    path = root / _NAME
    if not path.is_file() or path.read_text() != text:
        root.mkdir(parents=True, exist_ok=True)
        replace_file(path, text)
