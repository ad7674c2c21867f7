"""What a segment keeps of each document besides postings: key, dates, sections of text."""

import json
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import Any

from portal.search.documents import Page
from portal.search.engine.terms import map_file

COLUMNS = ("key", "language", "fingerprint", "date", "added", "title")

# Position of the first word, page number, file, where the text lies, its bytes.
_SECTION = Struct("<IIIQI")
_LENGTH = Struct("<I")

# A short text is kept as it is, after a byte that no compressed text begins with; after
# another such byte come a line with the language and the seconds, and the text.
_SHORT, _PLAIN, _TIMED = 500, b"\0", b"\1"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document that is shown: where its words and its text begin."""

    position: int
    number: int
    file_id: int | None
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The text of a section; `language` is empty where it is that of the document."""

    text: str
    language: str = ""
    seconds: Sequence[int] = ()

    def second_at(self, place: int) -> int | None:
        """Return the second of the line in which a letter of the text stands."""
        return self.seconds[self.text.count("\n", 0, place)] if self.seconds else None


class RecordsWriter:
    """Writes the records of a segment, text as it comes and the rest at the end."""

    def __init__(self, storage: Any, segment: Any) -> None:
        """Create the files of this segment."""
        self._texts = segment.create_file(storage, ".txt")
        self._records = segment.create_file(storage, ".rec")
        self._end = 0
        self._columns: dict[str, list[bytes]] = {name: [] for name in COLUMNS}
        self._bases = array("I")
        self._firsts = array("I", [0])
        self._sections = bytearray()

    def __len__(self) -> int:
        """Return how many documents were written."""
        return len(self._firsts) - 1

    def add_section(self, position: int, page: Page, text: str) -> None:
        """Keep a stretch of text of the document being written: of this page, composed."""
        self.add_packed_section(position, page.number, page.file_id, _pack(page, text))

    def add_packed_section(
        self, position: int, number: int, file_id: int | None, packed: bytes
    ) -> None:
        """Keep a stretch of text that is compressed already."""
        self._sections += _SECTION.pack(position, number, file_id or 0, self._end, len(packed))
        self._texts.write(packed)
        self._end += len(packed)

    def add_record(self, base: int, values: Sequence[str]) -> None:
        """End a document: the position of its first word, and its COLUMNS."""
        self._bases.append(base)
        self._firsts.append(len(self._sections) // _SECTION.size)
        for column, value in zip(self._columns.values(), values, strict=True):
            column.append(value.encode("utf-8", "replace"))

    def cancel(self) -> None:
        """Close both files as they are."""
        self._texts.close()
        self._records.close()

    def close(self, end: int) -> None:
        """Finish both files; `end` is the position after the last word."""
        self._texts.close()
        self._bases.append(end)
        parts = {"bases": self._bases.tobytes(), "firsts": self._firsts.tobytes()}
        parts |= {name: _pack_strings(values) for name, values in self._columns.items()}
        parts["sections"] = bytes(self._sections)
        sizes = json.dumps([(name, len(data)) for name, data in parts.items()]).encode()
        self._records.write(_LENGTH.pack(len(sizes)) + sizes)
        for data in parts.values():
            self._records.write(data)
        self._records.close()


class Records:
    """Reads what RecordsWriter wrote."""

    def __init__(self, directory: Path, name: str) -> None:
        """Open the files of the segment of this name; `bases` has one entry more, the end."""
        self._texts = map_file(directory / f"{name}.txt")
        data = map_file(directory / f"{name}.rec")
        start = _LENGTH.size + _LENGTH.unpack_from(data)[0]
        self._parts: dict[str, memoryview] = {}
        for part, size in json.loads(bytes(data[_LENGTH.size : start])):
            self._parts[part] = data[start : start + size]
            start += size
        self.bases = array("I", self._parts["bases"].tobytes())
        self._firsts = self._parts["firsts"]

    def __len__(self) -> int:
        """Return how many documents the segment holds, deleted ones included."""
        return len(self.bases) - 1

    def value(self, column: str, document: int) -> str:
        """Return one of COLUMNS of a document."""
        data = self._parts[column]
        count = len(self)
        start, end = Struct("<II").unpack_from(data, 4 * document)
        return str(data[4 * (count + 1) + start : 4 * (count + 1) + end], "utf-8")

    def values(self, column: str) -> list[str]:
        """Return one of COLUMNS of every document."""
        return [self.value(column, document) for document in range(len(self))]

    def list_sections(self, document: int) -> list[Section]:
        """Return the sections of a document in reading order."""
        first, end = Struct("<II").unpack_from(self._firsts, 4 * document)
        return [self._section(number) for number in range(first, end)]

    def packed(self, section: Section) -> bytes:
        """Return the text of a section as it is kept."""
        return bytes(self._texts[section.offset : section.offset + section.size])

    def read(self, section: Section) -> Kept:
        """Return the text of a section."""
        packed = self.packed(section)
        if packed[:1] == _PLAIN:
            return Kept(packed[1:].decode())
        if packed[:1] != _TIMED:
            return Kept(zlib.decompress(packed).decode())
        timing, _, text = zlib.decompress(packed[1:]).decode().partition("\n")
        return Kept(text, *json.loads(timing))

    def __iter__(self) -> Iterator[int]:
        """Yield every document number."""
        return iter(range(len(self)))

    def _section(self, number: int) -> Section:
        position, page, file_id, offset, size = _SECTION.unpack_from(
            self._parts["sections"], number * _SECTION.size
        )
        return Section(position, page, file_id or None, offset, size)


def _pack(page: Page, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if page.language or page.seconds:
        timing = json.dumps([page.language, page.seconds]).encode()
        return _TIMED + zlib.compress(timing + b"\n" + data, 1)
    return _PLAIN + data if len(data) < _SHORT else zlib.compress(data, 1)


def _pack_strings(values: list[bytes]) -> bytes:
    offsets = array("I", [0])
    for value in values:
        offsets.append(offsets[-1] + len(value))
    return offsets.tobytes() + b"".join(values)
