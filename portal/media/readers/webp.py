"""The size that a WebP picture claims, read without decoding it.

RFC 9649: Pillow decodes a whole WebP picture when it opens it, before its size is known.
"""

import struct
from typing import BinaryIO

_HEADER = 30
_SIDE = 0x3FFF


def claimed_size(file: BinaryIO) -> tuple[int, int]:
    """Return width and height in pixels, (0, 0) when they cannot be told; the file is rewound."""
    header = file.read(_HEADER)
    file.seek(0)
    if len(header) < _HEADER:
        return 0, 0
    match header[12:16]:
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", header, 26)
            return width & _SIDE, height & _SIDE
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", header, 21)
            return (bits & _SIDE) + 1, (bits >> 14 & _SIDE) + 1
        case b"VP8X":
            sides = (int.from_bytes(header[at : at + 3], "little") + 1 for at in (24, 27))
            width, height = sides
            return width, height
        case _:
            return 0, 0
