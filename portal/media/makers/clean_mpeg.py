"""Copies the frames of MPEG layer III sound (ISO 11172-3), and nothing around them."""

from collections.abc import Iterator
from typing import BinaryIO

from portal.media.makers.clean_tally import Tally
from portal.media.readers.outcome import Failure, Trace, UnreadableError
from portal.media.signatures.mpeg import end_of_tags, frame_length

_LOOK = 64 * 1024
_LONGEST = 1441
_ROW = 3
_TAGS = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3")
_INFO = (b"Xing", b"Info")
_INFO_PARTS = ((1, 4), (2, 4), (4, 100), (8, 4))
_DELAYS = slice(21, 24)


def clean_mpeg(file: BinaryIO, output: BinaryIO, tally: Tally) -> str:
    """Write the frames; a tag, or anything else between or behind them, is left out."""
    frames = _frames(file, tally)
    first = next(frames, None)
    if first is None:
        raise UnreadableError(Failure.DAMAGED, "no frames")
    output.write(_plain(first))
    output.writelines(frames)
    return "mp3"


def _frames(file: BinaryIO, tally: Tally) -> Iterator[bytes]:
    """Yield whole frames of the same version and rate; the last may be cut, and is not."""
    end = file.seek(0, 2)
    at = _find_row(file, end_of_tags(file), kind=b"")
    kind = b""
    while at is not None:
        file.seek(at)
        block = file.read(_LONGEST)
        kind = kind or _kind(block)
        length = frame_length(block, 0)
        if length and _kind(block) == kind:
            if at + length <= end:
                yield block[:length]
            at += length
        else:
            tally.add(Trace.HIDDEN, count=int(bool(block) and not block.startswith(_TAGS)))
            at = _find_row(file, at + 1, kind=kind)


def _find_row(file: BinaryIO, start: int, *, kind: bytes) -> int | None:
    """Return where the next frames in a row begin: one alone may be anything."""
    while True:
        file.seek(start)
        block = file.read(_LOOK + _ROW * _LONGEST)
        if not block:
            return None
        at = block.find(b"\xff")
        while 0 <= at < _LOOK:
            if _is_row(block, at, kind or _kind(block, at)):
                return start + at
            at = block.find(b"\xff", at + 1)
        start += _LOOK


def _is_row(block: bytes, at: int, kind: bytes) -> bool:
    for number in range(_ROW):
        if number and (at == len(block) or block.startswith(_TAGS, at)):
            return True
        length = frame_length(block, at)
        if not length or _kind(block, at) != kind:
            return False
        at += length
    return True


def _kind(block: bytes, at: int = 0) -> bytes:
    """Return version, layer and rate of the frame that starts here."""
    return bytes(
        byte & mask for byte, mask in zip(block[at + 1 : at + 3], b"\xfe\x0c", strict=False)
    )


def _plain(frame: bytes) -> bytes:
    """Return the first frame; one that informs of the others keeps lengths and delays alone."""
    at = max(frame.find(mark, 4, 44) for mark in _INFO)
    if at < 0:
        return frame
    flags = frame[at + 7]
    end = at + 8 + sum(size for flag, size in _INFO_PARTS if flags & flag)
    delays = frame[end:][_DELAYS]
    kept = frame[:4] + bytes(at - 4) + frame[at:end] + b"LAME" + bytes(17) + delays
    return kept[: len(frame)].ljust(len(frame), b"\0")
