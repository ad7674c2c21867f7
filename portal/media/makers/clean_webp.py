"""Strips WebP: the chunks that make the picture, still or moving, stay; all others go."""

import struct
from collections.abc import Iterator

from portal.media.makers.clean_icc import needed_profile
from portal.media.makers.clean_stripped import BrokenPictureError, Stripped
from portal.media.makers.clean_traces import orientation_in_exif, traces_in_exif
from portal.media.readers.outcome import Trace

_PICTURE = frozenset((b"VP8 ", b"VP8L", b"ALPH", b"ANIM"))
_FRAME, _FRAME_HEADER = b"ANMF", 16
_HAS_PROFILE, _HAS_EXIF, _HAS_XMP = 0x20, 0x08, 0x04


def strip_webp(content: bytes) -> Stripped:
    """Return the picture alone, up to its end; colours keep a plain profile."""
    end = _end(content)
    stripped = Stripped()
    chunks: list[tuple[bytes, bytes]] = []
    for kind, payload in _chunks(content[:end], 12):
        match kind:
            case b"ICCP":
                profile = needed_profile(payload)
                chunks += [(kind, profile)] if profile else []
            case b"VP8X" | b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM":
                chunks.append((kind, payload))
            case b"ANMF":
                chunks.append((kind, _frame(payload)))
            case _:
                _note(kind, payload, stripped)
    stripped.add_tail(content[end:])
    stripped.content = _written(chunks)
    return stripped


def _end(content: bytes) -> int:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise BrokenPictureError
    (size,) = struct.unpack_from("<I", content, 4)
    return min(len(content), 8 + int(size))


def _chunks(content: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        if at + 8 + size > len(content):
            raise BrokenPictureError
        yield kind, content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _frame(payload: bytes) -> bytes:
    """Return a frame of an animation with the chunks of its picture alone."""
    pictures = (each for each in _chunks(payload, _FRAME_HEADER) if each[0] in _PICTURE)
    return payload[:_FRAME_HEADER] + b"".join(_chunk(*each) for each in pictures)


def _written(chunks: list[tuple[bytes, bytes]]) -> bytes:
    has_profile = any(kind == b"ICCP" for kind, _ in chunks)
    body = b"WEBP" + b"".join(
        _chunk(kind, _flags(payload, has_profile=has_profile) if kind == b"VP8X" else payload)
        for kind, payload in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _flags(payload: bytes, *, has_profile: bool) -> bytes:
    """Return the header of an extended file that announces what is left."""
    flags = payload[0] & ~(_HAS_EXIF | _HAS_XMP | _HAS_PROFILE)
    return bytes((flags | (_HAS_PROFILE if has_profile else 0),)) + payload[1:]


def _chunk(kind: bytes, payload: bytes) -> bytes:
    return kind + struct.pack("<I", len(payload)) + payload + bytes(len(payload) % 2)


def _note(kind: bytes, payload: bytes, stripped: Stripped) -> None:
    """Note what a chunk that goes gave away."""
    if kind == b"EXIF":
        exif = payload.removeprefix(b"Exif\0\0")
        stripped.traces |= traces_in_exif(exif)
        stripped.orientation = orientation_in_exif(exif)
    elif kind == b"XMP ":
        stripped.add_xmp(payload)
    else:
        stripped.traces.add(Trace.TAGS)
