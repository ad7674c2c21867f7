"""Strips JPEG: the segments that make the picture stay byte for byte, all others go.

ITU-T T.81 (segments), JFIF, ICC.1 annex B (profiles in APP2), CIPA DC-007 (further pictures).
"""

import re
import struct
from collections.abc import Iterator

from portal.media.makers.clean_icc import needed_profile
from portal.media.makers.clean_stripped import BrokenPictureError, Stripped
from portal.media.makers.clean_traces import orientation_in_exif, traces_in_exif, traces_in_iptc
from portal.media.readers.outcome import Trace

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP13, _APP14, _COMMENT = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_PICTURE = frozenset((*range(0xC0, 0xD0), _SCAN, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF))
_SCAN_END = re.compile(rb"\xff+[\x02-\xcf\xd8-\xfe]")
_EXIF = b"Exif\0"
_PROFILE = b"ICC_PROFILE\0"
_LARGEST_PIECE = 65_519
_XMP = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")

Segment = tuple[int, bytes, bytes]


def strip_jpeg(content: bytes) -> Stripped:
    """Return the picture alone, up to its end; colours keep a plain profile."""
    stripped = Stripped()
    head, picture, profile = [b"\xff\xd8"], list[bytes](), list[bytes]()
    for marker, payload, scan in _segments(content):
        if marker == _END:
            stripped.add_tail(payload)
            picture.append(b"\xff\xd9")
        elif marker in _PICTURE:
            picture += [_segment(marker, payload), scan]
        elif marker == _APP0 and payload.startswith(b"JFIF\0"):
            head.append(_jfif(payload, stripped))
        elif marker == _APP14 and payload.startswith(b"Adobe"):
            head.append(_segment(_APP14, payload[:12]))
        elif marker == _APP2 and payload.startswith(_PROFILE):
            profile.append(payload)
        else:
            _note(marker, payload, stripped)
    stripped.content = b"".join((*head, *_profile(profile), *picture))
    return stripped


def _segments(content: bytes) -> Iterator[Segment]:
    """Yield each marker with its payload and, after a scan, the coded data that follow.

    The payload of the end is what comes behind it; a picture cut short has no such end.
    """
    at = 2
    while at + 2 <= len(content):
        if content[at] != 0xFF:  # noqa: PLR2004 - what every marker starts with
            raise BrokenPictureError
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a byte that fills
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker == _END:
            yield _END, content[at + 2 :], b""
            return
        else:
            end = at + 2 + _length(content, at)
            scan_end = _scan_end(content, end) if marker == _SCAN else end
            yield marker, content[at + 4 : end], content[end:scan_end]
            at = scan_end


def _length(content: bytes, at: int) -> int:
    length = int.from_bytes(content[at + 2 : at + 4], "big")
    if length < 2 or at + 2 + length > len(content):  # noqa: PLR2004 - it counts itself
        raise BrokenPictureError
    return length


def _scan_end(content: bytes, start: int) -> int:
    found = _SCAN_END.search(content, start)
    return found.start() if found else len(content)


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _jfif(payload: bytes, stripped: Stripped) -> bytes:
    """Return the JFIF header without its thumbnail."""
    if any(payload[12:14]):
        stripped.traces.add(Trace.PREVIEW)
    return _segment(_APP0, payload[:12].ljust(12, b"\0") + b"\0\0")


def _profile(pieces: list[bytes]) -> list[bytes]:
    skipped = len(_PROFILE) + 2
    plain = needed_profile(b"".join(piece[skipped:] for piece in sorted(pieces)))
    starts = range(0, len(plain), _LARGEST_PIECE)
    return [
        _segment(
            _APP2,
            _PROFILE + bytes((number, len(starts))) + plain[start : start + _LARGEST_PIECE],
        )
        for number, start in enumerate(starts, start=1)
    ]


def _note(marker: int, payload: bytes, stripped: Stripped) -> None:
    """Note what a segment that goes gave away."""
    if marker == _APP1 and payload.startswith(_EXIF):
        exif = payload[6:]
        stripped.traces |= traces_in_exif(exif)
        stripped.orientation = orientation_in_exif(exif)
    elif marker == _APP1 and payload.startswith(_XMP):
        stripped.add_xmp(payload)
    elif marker == _APP13:
        stripped.traces |= traces_in_iptc(payload)
    elif marker == _COMMENT:
        stripped.traces.add(Trace.COMMENTS)
    elif marker == _APP0 or (marker == _APP2 and payload.startswith(b"MPF\0")):
        stripped.traces.add(Trace.PREVIEW)
    else:
        stripped.traces.add(Trace.TAGS)
