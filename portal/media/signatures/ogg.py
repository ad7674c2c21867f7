"""Recognises the streams in an Ogg file by their first packets (RFC 3533)."""

from collections.abc import Iterator
from typing import BinaryIO

_MAX_STREAMS = 8
_FIRST_PAGE_OF_STREAM = 2
_PACKETS = (
    (b"\x80theora", "video"),
    (b"OpusHead", "opus"),
    (b"\x01vorbis", "ogg"),
    (b"\x7fFLAC", "sound"),
    (b"Speex   ", "sound"),
)


def ogg_kind(file: BinaryIO) -> str:
    """Return what the streams are; one with moving pictures makes it a video."""
    starts = list(_first_packets(file))
    for packet, kind in _PACKETS:
        if any(start.startswith(packet) for start in starts):
            return kind
    return "unknown"


def _first_packets(file: BinaryIO) -> Iterator[bytes]:
    """Yield the start of each stream's first packet."""
    file.seek(0)
    for _ in range(_MAX_STREAMS):
        header = file.read(27)
        is_page = len(header) == 27 and header.startswith(b"OggS")  # noqa: PLR2004 - fixed size
        if not is_page or not header[5] & _FIRST_PAGE_OF_STREAM:
            return
        yield file.read(sum(file.read(header[26])))
