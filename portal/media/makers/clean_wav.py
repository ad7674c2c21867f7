"""Copies the samples of a WAV file into a bare one: how they are written, then the samples."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from portal.media.makers.clean_tally import Tally
from portal.media.makers.copying import copy_bytes
from portal.media.readers.outcome import Failure, Trace, UnreadableError

_CHUNK = struct.Struct("<4sI")
_UNKNOWN_SIZES = {0, 0xFFFFFFFF}
_SIMPLE = {1, 3, 6, 7}  # PCM, float, A-law, µ-law: 16 bytes say it all
_EXTENSIBLE, _EXTENSIBLE_BYTES = 0xFFFE, 40
_SIMPLE_BYTES, _LONGEST = 16, 66
_SOUND = {b"fmt ", b"fact", b"data"}
_TAGS = {b"LIST", b"bext", b"id3 ", b"ID3 "}  # what they say is told by the tags
_HARMLESS = {b"PAD ", b"JUNK", b"FLLR", b"PEAK"}
_MAX_CHUNKS = 1_000


def clean_wav(file: BinaryIO, output: BinaryIO, tally: Tally) -> str:
    """Write the chunks `fmt `, `fact` and `data`; whatever else there is is left out."""
    chunks: dict[bytes, tuple[int, int]] = {}
    for name, start, end in _chunks(file):
        chunks.setdefault(name, (start, end))
        tally.add(Trace.HIDDEN, count=int(name not in _SOUND | _TAGS | _HARMLESS))
    if b"fmt " not in chunks or b"data" not in chunks:
        raise UnreadableError(Failure.DAMAGED, "no samples")
    description = _description(_content(file, *chunks[b"fmt "]))
    fact = _content(file, *chunks[b"fact"])[:4] if b"fact" in chunks else b""
    start, end = chunks[b"data"]
    size = end - start - (end - start) % _bytes_at_once(description)
    _write_head(output, description, fact, size)
    copy_bytes(file, output, start=start, end=start + size)
    output.write(bytes(size % 2))
    return "wav"


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name of each chunk and where its content lies; the last may be cut."""
    whole = file.seek(0, 2)
    at = 12
    for _ in range(_MAX_CHUNKS):
        file.seek(at)
        head = file.read(_CHUNK.size)
        if len(head) < _CHUNK.size:
            return
        name, size = _CHUNK.unpack(head)
        at += _CHUNK.size
        if name == b"data" and size in _UNKNOWN_SIZES:
            size = whole - at
        yield name, at, min(at + size, whole)
        at += size + size % 2


def _content(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(min(end - start, _LONGEST))


def _description(content: bytes) -> bytes:
    """Return how the samples are written, without the room some leave behind it."""
    if len(content) < _SIMPLE_BYTES:
        raise UnreadableError(Failure.DAMAGED, "fmt")
    coding = int.from_bytes(content[:2], "little")
    if coding in _SIMPLE:
        return content[:_SIMPLE_BYTES]
    return content[:_EXTENSIBLE_BYTES] if coding == _EXTENSIBLE else content


def _bytes_at_once(description: bytes) -> int:
    """Return how many bytes are never parted (`nBlockAlign`)."""
    return int.from_bytes(description[12:14], "little") or 1


def _write_head(output: BinaryIO, description: bytes, fact: bytes, size: int) -> None:
    head = b"WAVE" + _chunk(b"fmt ", description)
    if fact:
        head += _chunk(b"fact", fact)
    whole = len(head) + _CHUNK.size + size + size % 2
    output.write(_CHUNK.pack(b"RIFF", whole) + head + _CHUNK.pack(b"data", size))


def _chunk(name: bytes, content: bytes) -> bytes:
    return _CHUNK.pack(name, len(content)) + content
