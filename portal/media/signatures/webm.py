"""Looks at the tracks that a WebM or Matroska file (RFC 9559) announces at its start."""

from typing import BinaryIO

_LOOK = 64 * 1024
_TYPES = (b"\x42\x82\x84webm", b"\x42\x82\x88matroska")
_SOUNDS, _PICTURE = (b"A_OPUS", b"A_VORBIS", b"A_AAC", b"A_MPEG/L3", b"A_PCM/", b"A_FLAC"), b"V_"


def webm_kind(file: BinaryIO) -> str:
    """Return `webm` when there is sound, with pictures or without, or what it lacks."""
    file.seek(0)
    start = file.read(_LOOK)
    if not any(name in start for name in _TYPES):
        return "video"
    if any(sound in start for sound in _SOUNDS):
        return "webm"
    return "silent-video" if _PICTURE in start else "cut-short"
