"""Strips JPEG 2000: the boxes that make the picture stay, all others go (ISO 15444-1, I)."""

import struct
from collections.abc import Iterator

from portal.media.makers.clean_stripped import BrokenPictureError, Stripped
from portal.media.readers.outcome import Trace

_PICTURE = frozenset((b"jP  ", b"ftyp", b"jp2h", b"rreq", b"jpch", b"jplh"))
_CODES = b"jp2c"
_START, _TILE, _COMMENT = 0xFF4F, 0xFF90, 0xFF64
_LONG = 16


def strip_jpx(content: bytes) -> Stripped:
    """Return the picture alone: a file of boxes, or bare codes."""
    stripped = Stripped()
    if content.startswith(b"\xff\x4f"):
        stripped.content = _without_comments(content, stripped)
        return stripped
    boxes = []
    for kind, payload in _boxes(content):
        if kind == _CODES:
            boxes.append(_box(kind, _without_comments(payload, stripped)))
        elif kind in _PICTURE:
            boxes.append(_box(kind, payload))
        elif kind in {b"xml ", b"uuid"}:
            stripped.add_xmp(payload)
        else:
            stripped.traces.add(Trace.TAGS)
    stripped.content = b"".join(boxes)
    return stripped


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        header = 8
        if size == 1 and at + _LONG <= len(content):
            (size,) = struct.unpack_from(">Q", content, at + 8)
            header = _LONG
        size = size or len(content) - at
        if size < header or at + size > len(content):
            raise BrokenPictureError
        yield kind, content[at + header : at + size]
        at += size


def _box(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I4s", len(payload) + 8, kind) + payload


def _without_comments(codes: bytes, stripped: Stripped) -> bytes:
    """Return the codes without the comments of their main header."""
    kept, at = [codes[:2]], 2
    while at + 4 <= len(codes):
        marker, length = struct.unpack_from(">HH", codes, at)
        if marker == _TILE:
            return b"".join((*kept, codes[at:]))
        if marker == _COMMENT:
            stripped.traces.add(Trace.TAGS)
        else:
            kept.append(codes[at : at + 2 + length])
        at += 2 + length
    raise BrokenPictureError
