"""Looks into compound files: old Office documents, and encrypted new ones."""

import struct
from typing import BinaryIO

_DIRECTORY_BYTES = 4096
_LARGEST_SECTOR_SHIFT = 12
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "old-word"),
    ("PowerPoint Document", "old-slides"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)


def compound_kind(file: BinaryIO) -> str:
    """Return what the first streams of a compound file say it is."""
    file.seek(0)
    header = file.read(512)
    if len(header) < 512:  # noqa: PLR2004 - the fixed size of the header
        return "damaged"
    (shift,) = struct.unpack_from("<H", header, 30)
    (sector,) = struct.unpack_from("<I", header, 48)
    if shift > _LARGEST_SECTOR_SHIFT:
        return "damaged"
    file.seek((sector + 1) << shift)
    directory = file.read(_DIRECTORY_BYTES)
    for stream, kind in _STREAMS:
        if f"{stream}\0".encode("utf-16-le") in directory:
            return kind
    return "unknown"
