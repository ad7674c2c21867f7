"""Recognises MPEG layer III sound by two frames that follow each other."""

from typing import BinaryIO

_LOOK = 64 * 1024
_MAX_TAGS = 4
_BITRATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_RATES = (44_100, 48_000, 32_000, 0)
_RATE_DIVISORS = {0b11: 1, 0b10: 2, 0b00: 4}
_VERSION_1 = 0b11


def mpeg_kind(file: BinaryIO) -> str:
    """Return what follows the ID3 tags at the start of a file."""
    file.seek(end_of_tags(file))
    block = file.read(_LOOK)
    if block.startswith(b"fLaC"):
        return "flac"
    starts = (at for at in range(len(block)) if block[at] == 0xFF)  # noqa: PLR2004 - a sync byte
    return "mp3" if any(is_mpeg_audio(block, at) for at in starts) else "sound"


def is_mpeg_audio(block: bytes, at: int = 0) -> bool:
    """Tell whether two layer III frames follow each other, or one fills the rest."""
    length = frame_length(block, at)
    if not length:
        return False
    following = at + length
    return following + 4 > len(block) or frame_length(block, following) > 0


def frame_length(block: bytes, at: int) -> int:
    """Return the length in bytes of the layer III frame that starts here, or 0."""
    header = block[at : at + 4]
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:  # noqa: PLR2004 - ISO 11172-3
        return 0
    version = header[1] >> 3 & 0b11
    divisor = _RATE_DIVISORS.get(version)
    rate = _RATES[header[2] >> 2 & 0b11]
    bitrates = _BITRATES_1 if version == _VERSION_1 else _BITRATES_2
    bitrate = bitrates[header[2] >> 4]
    if not (divisor and rate and bitrate):
        return 0
    slots = 144_000 if version == _VERSION_1 else 72_000
    padding = header[2] >> 1 & 1
    return slots * bitrate // (rate // divisor) + padding


def end_of_tags(file: BinaryIO) -> int:
    """Return where the ID3v2 tags at the start end."""
    end = 0
    for _ in range(_MAX_TAGS):
        file.seek(end)
        header = file.read(10)
        if len(header) < 10 or not header.startswith(b"ID3"):  # noqa: PLR2004 - an ID3v2 header
            break
        size = 0
        for byte in header[6:]:
            size = size << 7 | byte & 0x7F
        end += 10 + size
    return end
