"""Tells a PNG that cannot be opened here (https://www.w3.org/TR/png-3/, 11.2.1)."""

import struct
from typing import BinaryIO

MOST_PIXELS = 50_000_000  # decoded at once, four bytes each

_SIGNATURE_BYTES = 8
_HEADER = struct.Struct(">I4sII")


def png_kind(file: BinaryIO) -> str:
    """Return `png`, or a reason to refuse it: its header is missing, or says too many pixels."""
    file.seek(_SIGNATURE_BYTES)
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return "damaged"
    _length, chunk, width, height = _HEADER.unpack(header)
    if chunk != b"IHDR" or not (width and height):
        return "damaged"
    return "png" if width * height <= MOST_PIXELS else "large-picture"
