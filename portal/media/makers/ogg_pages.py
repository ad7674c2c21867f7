"""Takes Ogg pages apart and puts them together (RFC 3533)."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

CONTINUED, FIRST = 1, 2
_NOWHERE = 2**64 - 1
_HEAD = struct.Struct("<4sBBQIIIB")
_MARK = b"OggS"
_SEGMENT = 255
_LOOK = 64 * 1024
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its flags, where its sound ends, its stream, its number, its segments."""

    flags: int
    granule: int
    serial: int
    number: int
    lengths: bytes
    body: bytes

    def renumbered(self, serial: int, number: int) -> "Page":
        """Return it as another page of another stream."""
        return replace(self, serial=serial, number=number)

    @property
    def checksum(self) -> int:
        """What its checksum has to be."""
        return _checksum(self._packed(0))

    def packed(self) -> bytes:
        """Return its bytes, with their checksum."""
        return self._packed(self.checksum)

    def _packed(self, crc: int) -> bytes:
        head = (self.flags, self.granule, self.serial, self.number, crc, len(self.lengths))
        return _HEAD.pack(_MARK, 0, *head) + self.lengths + self.body


def pages(file: BinaryIO) -> Iterator[Page | None]:
    """Yield the pages whose checksum is right, and None for each stretch between them."""
    at, end = 0, file.seek(0, 2)
    is_lost = False
    while at < end:
        page = _page_at(file, at)
        if page:
            at += _HEAD.size + len(page.lengths) + len(page.body)
            yield page
        else:
            at = _next_mark(file, at + 1)
            if not is_lost:
                yield None
        is_lost = page is None


def _checksum(content: bytes) -> int:
    """Return the checksum of RFC 3533, by way of the mirrored one that zlib knows."""
    mirrored = zlib.crc32(content.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(mirrored.to_bytes(4, "little").translate(_MIRRORED), "big")


def packed_packets(packets: list[bytes], *, serial: int, number: int) -> Iterator[bytes]:
    """Yield pages, numbered from `number`, that hold packets before any sound."""
    lengths = b"".join(_lacing(len(packet)) for packet in packets)
    body = b"".join(packets)
    flags = 0
    for start in range(0, len(lengths), _SEGMENT):
        part = lengths[start : start + _SEGMENT]
        is_whole = part[-1] < _SEGMENT
        size = sum(part)
        page = Page(flags, 0 if is_whole else _NOWHERE, serial, number, part, body[:size])
        yield page.packed()
        number, flags, body = number + 1, 0 if is_whole else CONTINUED, body[size:]


def _lacing(size: int) -> bytes:
    return b"\xff" * (size // _SEGMENT) + bytes([size % _SEGMENT])


def _page_at(file: BinaryIO, at: int) -> Page | None:
    file.seek(at)
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size or not head.startswith(_MARK):
        return None
    _, _, flags, granule, serial, number, crc, segments = _HEAD.unpack(head)
    lengths = file.read(segments)
    page = Page(flags, granule, serial, number, lengths, file.read(sum(lengths)))
    is_whole = len(page.body) == sum(lengths)
    return page if is_whole and crc == page.checksum else None


def _next_mark(file: BinaryIO, at: int) -> int:
    """Return where a page may begin, or the end of the file."""
    file.seek(at)
    while block := file.read(_LOOK):
        found = block.find(_MARK)
        if found >= 0:
            return at + found
        at = file.seek(at + max(1, len(block) - len(_MARK) + 1))
    return at
