"""The dictionary of a segment: Whoosh's ordered hash from a key to its postings.

Keys begin with one letter for what they name: `t` a term, `c` a facet value, `a` an
audience, `k` the key of an object, `l` a language, `n` a name, `r` a kind of record.
"""

import mmap
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import Any

from whoosh.filedb.filetables import OrderedHashReader, OrderedHashWriter
from whoosh.filedb.structfile import BufferFile

_PLACE = Struct("<QI")

TERM, FACET, AUDIENCE, KEY, LANGUAGE, NAME, RECORD = "t", "c", "a", "k", "l", "n", "r"


class DictionaryWriter:
    """Writes keys in ascending order, and the blocks they point to in a second file."""

    def __init__(self, storage: Any, segment: Any) -> None:
        """Create the two files of this segment."""
        self._table = OrderedHashWriter(segment.create_file(storage, ".trm"))
        self._blocks = segment.create_file(storage, ".pst")
        self._end = 0

    def add_block(self, key: bytes, block: bytes) -> None:
        """Write a block of postings under a key."""
        self._table.add(key, _PLACE.pack(self._end, len(block)))
        self._blocks.write(block)
        self._end += len(block)

    def close(self) -> None:
        """Finish both files."""
        self._table.close()
        self._blocks.close()


class Dictionary:
    """Reads what DictionaryWriter wrote, shared between processes by the page cache."""

    def __init__(self, directory: Path, name: str) -> None:
        """Open the files of the segment of this name."""
        table = map_file(directory / f"{name}.trm")
        self._table = OrderedHashReader(BufferFile(table), len(table))
        self._blocks = map_file(directory / f"{name}.pst")

    def find_block(self, key: str) -> memoryview | None:
        """Return the block of postings of a key, or None."""
        place: bytes | None = self._table.get(key.encode())
        return self._block(place) if place else None

    def list_blocks(self, prefix: str) -> Iterator[tuple[str, memoryview]]:
        """Yield (rest of the key, block) for the keys that begin with `prefix`, in order."""
        start = prefix.encode()
        for key, place in self._table.items_from(start):
            if not key.startswith(start):
                return
            yield key[len(start) :].decode(), self._block(place)

    def _block(self, place: bytes) -> memoryview:
        start, length = _PLACE.unpack(place)
        return self._blocks[start : start + length]


def map_file(path: Path) -> memoryview:
    """Return the bytes of a file without reading them yet; an empty file is empty bytes."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
