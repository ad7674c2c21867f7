"""Looks at the tracks of MP4 and 3GP files (ISO 14496-12 boxes)."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

_MAX_BOXES = 2_000
_QUICKTIME = b"qt  "
_PICTURES = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"}


def mp4_kind(file: BinaryIO) -> str:
    """Return `m4a` or `3gp` for sound alone, `mp4` for sound with pictures, or what it lacks.

    What a camera of Apple writes (MOV) is an `mp4` too: its sound may be of any kind.
    """
    file.seek(8)
    brand = file.read(4)
    if brand in _PICTURES:
        return "picture"
    handlers = _handlers(file)
    if b"soun" not in handlers:
        return "silent-video" if b"vide" in handlers else "cut-short"
    if b"vide" in handlers or brand == _QUICKTIME:
        return "mp4"
    return "3gp" if brand.startswith((b"3gp", b"3g2")) else "m4a"


def _handlers(file: BinaryIO) -> set[bytes]:
    """Return the kinds of track that the movie box announces."""
    end = file.seek(0, 2)
    budget = iter(range(_MAX_BOXES))
    return {
        _handler(file, start)
        for moov, moov_end in _boxes(file, 0, end, b"moov", budget)
        for trak, trak_end in _boxes(file, moov, moov_end, b"trak", budget)
        for mdia, mdia_end in _boxes(file, trak, trak_end, b"mdia", budget)
        for start, _ in _boxes(file, mdia, mdia_end, b"hdlr", budget)
    }


def _boxes(
    file: BinaryIO, start: int, end: int, wanted: bytes, budget: Iterator[int]
) -> Iterator[tuple[int, int]]:
    """Yield where the content of each `wanted` box between `start` and `end` begins and ends."""
    while start + 8 <= end and next(budget, None) is not None:
        file.seek(start)
        size, name = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            size, header = int.from_bytes(file.read(8)), 16
        size = size or end - start
        if size < header:
            return
        if name == wanted:
            yield start + header, min(start + size, end)
        start += size


def _handler(file: BinaryIO, start: int) -> bytes:
    file.seek(start + 8)
    return file.read(4)
