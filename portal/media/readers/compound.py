"""Reads a stream of a compound file (MS-CFB), the container of old Office documents."""

import struct
from array import array
from collections.abc import Collection, Iterator

from portal.media.readers.outcome import Failure, UnreadableError

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_LAST_SECTOR = 0xFFFFFFFA  # greater numbers are marks
_LISTED_IN_HEADER = 109
_LARGEST_SECTOR_SHIFT = 12
_SMALL = 4096
_SMALL_SHIFT = 6


class Compound:
    """A compound file: streams in chains of sectors."""

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER_BYTES:
            raise UnreadableError(Failure.DAMAGED, "compound header")
        self._content = content
        (self._shift,) = struct.unpack_from("<H", content, 30)
        if not _SMALL_SHIFT <= self._shift <= _LARGEST_SECTOR_SHIFT:
            raise UnreadableError(Failure.DAMAGED, "sector size")
        directory, small_table, more = (
            struct.unpack_from("<I", content, at)[0] for at in (48, 60, 68)
        )
        self._table = self._join(self._list_table_sectors(more))
        self._entries = self._read_chain(directory)
        self._small_table = array("I", _whole(self._read_chain(small_table)))

    def read(self, names: Collection[str]) -> bytes:
        """Return the stream that has one of these names. Raise UnreadableError if none has."""
        wanted = {name.encode("utf-16-le") for name in names}
        for at in range(0, len(self._entries) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length, start, size = (
                struct.unpack_from(form, self._entries, at + place)[0]
                for form, place in (("<H", 64), ("<I", 116), ("<I", 120))
            )
            if self._entries[at : at + max(0, length - 2)] in wanted:
                stream = self._read_small(start) if size < _SMALL else self._read_chain(start)
                return stream[:size]
        raise UnreadableError(Failure.DAMAGED, "stream")

    def _list_table_sectors(self, more: int) -> Iterator[int]:
        """Yield the sectors of the allocation table: the header lists the first of them."""
        listed = list(struct.unpack_from(f"<{_LISTED_IN_HEADER}I", self._content, 76))
        seen: set[int] = set()
        while True:
            yield from (number for number in listed if number < _LAST_SECTOR)
            if more >= _LAST_SECTOR or more in seen:
                return
            seen.add(more)
            *listed, more = array("I", _whole(self._sector(more))) or [_LAST_SECTOR]

    def _join(self, numbers: Iterator[int]) -> "array[int]":
        return array("I", _whole(b"".join(map(self._sector, numbers))))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        return self._content[start : start + (1 << self._shift)]

    def _read_chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _follow(self._table, start)))

    def _read_small(self, start: int) -> bytes:
        """Return a stream of small sectors, which stand in the stream of the root entry."""
        (root,) = struct.unpack_from("<I", self._entries, 116)
        container, size = self._read_chain(root), 1 << _SMALL_SHIFT
        numbers = _follow(self._small_table, start)
        return b"".join(container[number * size : (number + 1) * size] for number in numbers)


def _follow(table: "array[int]", number: int) -> Iterator[int]:
    """Yield the sectors of a chain; one that runs in a circle ends."""
    for _step in range(len(table)):
        if number >= len(table):
            return
        yield number
        number = table[number]


def _whole(block: bytes) -> bytes:
    return block[: len(block) // 4 * 4]
