"""How a child tells its parent what it learns: one JSON object a line, within limits."""

import base64
import json
from collections.abc import Sequence
from typing import IO, Any

from portal.media.readers.blocks import Block, has_structure, text_of
from portal.media.readers.outcome import Failure, Fate, Trace, UnreadableError
from portal.media.readers.sheets import Sheet

MAX_PAGES = 5_000
MAX_PAGE_CHARACTERS = 100_000
MAX_CHARACTERS = 10_000_000
MAX_PAGE_BLOCKS = 4_000
MAX_BLOCKS = 200_000
MAX_TAG_CHARACTERS = 500
MAX_THUMBNAIL_BYTES = 1500
TAGS = frozenset(
    {"title", "artist", "album", "date", "genre", "language", "description", "copyright"}
)


class Report:
    """What a reader says; pages first, then facts, `complete`, and at last a thumbnail."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._characters = 0
        self._blocks = 0

    def page(self, number: int, text: str) -> None:
        """Send the text of a page; an empty one is not worth a line."""
        self._count(text)
        if text:
            self._say("page", [number, text[:MAX_PAGE_CHARACTERS]])

    def blocks(self, number: int, blocks: Sequence[Block]) -> None:
        """Send a page in its headings, paragraphs and lists; as text when it has no more.

        One of too many blocks is sent as text too.
        """
        text = text_of(blocks)
        is_long = len(text) > MAX_PAGE_CHARACTERS or len(blocks) > MAX_PAGE_BLOCKS
        if is_long or self._blocks + len(blocks) > MAX_BLOCKS or not has_structure(blocks):
            self.page(number, text)
        else:
            self._count(text)
            self._blocks += len(blocks)
            self._say("blocks", [number, blocks])

    def facts(
        self,
        *,
        page_count: int | None = None,
        duration: float | None = None,
        size: tuple[int, int] | None = None,
        tags: dict[str, str] | None = None,
        waveform: str | None = None,
    ) -> None:
        """Send what is known about the whole file."""
        facts = {
            "page_count": page_count,
            "duration": duration,
            "size": size,
            "tags": tags,
            "waveform": waveform,
        }
        self._say("facts", {name: fact for name, fact in facts.items() if fact is not None})

    def complete(self) -> None:
        """Say that all text and facts are out; what fails later cannot spoil them."""
        self._say("complete", content=True)
        self._output.flush()

    def thumbnail(self, image: bytes) -> None:
        """Send a small picture of the file."""
        self._say("thumbnail", base64.b64encode(image).decode())

    def finding(self, trace: Trace, fate: Fate, count: int = 1) -> None:
        """Send a trace that was met, and what became of it in the clean copy."""
        self._say("finding", [trace.value, fate.value, count])

    def made(self, name: str, file_format: str) -> None:
        """Say that an output is whole, and its format."""
        self._say("made", [name, file_format])

    def sheet(self, sheet: Sheet) -> None:
        """Send what is visible of a sheet and what is hidden, or that it is too large."""
        sheet.fill_merged()
        characters = sheet.measure()
        if self._characters + characters > MAX_CHARACTERS:
            sheet.is_too_large = True
        hidden = sheet.list_hidden_rows(), sheet.list_hidden_columns()
        self._say("sheet", [sheet.name, *hidden, sheet.is_too_large])
        if not sheet.is_too_large:
            self._characters += characters
            for row in sheet.list_rows():
                self._say("row", row)

    def hidden_sheets(self, names: list[str]) -> None:
        """Send the names of the sheets that nobody sees in the workbook."""
        self._say("hidden_sheets", names)

    def protections(self, names: list[str]) -> None:
        """Say which locks are closed."""
        self._say("protections", names)

    def failure(self, failure: Failure, detail: str) -> None:
        """Say why the file cannot be read."""
        self._say("failure", [failure.value, detail[:200]])

    def _count(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise UnreadableError(Failure.TOO_BIG, "text")

    def _say(self, subject: str, content: Any) -> None:
        self._output.write(json.dumps({subject: content}, ensure_ascii=False).encode() + b"\n")
