"""Strips PNG: the chunks that make the picture, still or moving, stay; all others go."""

import struct
import zlib
from collections.abc import Iterator

from portal.media.makers.clean_icc import needed_profile
from portal.media.makers.clean_stripped import BrokenPictureError, Stripped
from portal.media.makers.clean_traces import orientation_in_exif, traces_in_exif, traces_in_words
from portal.media.readers.outcome import Trace

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PICTURE = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs cICP mDCV cLLI acTL fcTL fdAT".split()
)
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_MAX_TEXT = 1024 * 1024
_MAX_PROFILE = 8 * 1024 * 1024
_EXIF_TEXTS = (b"Raw profile type exif", b"Raw profile type APP1")


def strip_png(content: bytes) -> Stripped:
    """Return the picture alone, up to its end; colours keep a plain profile."""
    if not content.startswith(_SIGNATURE):
        raise BrokenPictureError
    stripped = Stripped()
    kept = [_SIGNATURE]
    end = len(_SIGNATURE)
    for kind, payload, end in _chunks(content):  # noqa: B007 - the last end is where the tail starts
        if kind in _PICTURE:
            kept.append(_chunk(kind, payload))
        elif kind == b"iCCP":
            kept += _profile(payload)
        else:
            _note(kind, payload, stripped)
    stripped.add_tail(content[end:])
    stripped.content = b"".join(kept)
    return stripped


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield the kind and payload of each chunk, and where it ends, up to IEND."""
    at = len(_SIGNATURE)
    while True:
        if at + 12 > len(content):
            raise BrokenPictureError
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        yield kind, content[at + 8 : end - 4], end
        if kind == b"IEND":
            return
        at = end


def _chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + _checksum(kind + payload)


def _checksum(content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(content))


def _profile(payload: bytes) -> list[bytes]:
    _name, _, rest = payload.partition(b"\0")
    profile = needed_profile(_inflated(rest[1:], _MAX_PROFILE))
    return [_chunk(b"iCCP", b"ICC\0\0" + zlib.compress(profile, 9))] if profile else []


def _inflated(content: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, limit)
    except zlib.error:
        return b""


def _note(kind: bytes, payload: bytes, stripped: Stripped) -> None:
    """Note what a chunk that goes gave away."""
    if kind == b"eXIf":
        stripped.traces |= traces_in_exif(payload)
        stripped.orientation = orientation_in_exif(payload)
    elif kind == b"tIME":
        stripped.traces.add(Trace.MOMENTS)
    elif kind in _TEXTS:
        stripped.traces |= _traces_in_text(payload)
    elif kind == b"caBX":
        stripped.traces.add(Trace.TAGS)


def _traces_in_text(payload: bytes) -> set[Trace]:
    keyword, _, rest = payload.partition(b"\0")
    if keyword.startswith(_EXIF_TEXTS):
        return {Trace.TAGS}
    packed = _inflated(rest[rest.find(b"\x78") :] if b"\x78" in rest[:99] else b"", _MAX_TEXT)
    return traces_in_words(keyword + b" " + rest[:_MAX_TEXT] + packed)
