"""Copies the frames of AMR sound (RFC 4867, section 5), and nothing behind them."""

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from portal.media.makers.clean_tally import Tally
from portal.media.makers.copying import copy_bytes
from portal.media.readers.outcome import Failure, Trace, UnreadableError

_MAGIC = {"amr": b"#!AMR\n", "amr-wb": b"#!AMR-WB\n"}
_SIZES = {
    "amr": (13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1),
    "amr-wb": (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1),
}
_ALWAYS_ZERO = 0x83
_DOUBTFUL = 5


def clean_amr(file: BinaryIO, output: BinaryIO, tally: Tally, file_format: str) -> str:
    """Write the frames up to the first byte that begins none.

    Frames carry no checksum, and a little of what follows them may look like frames: when
    anything does, the last tenth of a second before it goes too.
    """
    start = len(_MAGIC[file_format])
    size = file.seek(0, 2)
    ends = deque([start], maxlen=_DOUBTFUL + 1)
    ends.extend(_ends_of_frames(file, start, size, _SIZES[file_format]))
    if ends[-1] < size:
        tally.add(Trace.HIDDEN)
    end = ends[-1] if ends[-1] == size else ends[0]
    if end == start:
        raise UnreadableError(Failure.DAMAGED, "no frames")
    copy_bytes(file, output, start=0, end=end)
    return file_format


def _ends_of_frames(file: BinaryIO, at: int, size: int, sizes: tuple[int, ...]) -> Iterator[int]:
    while at < size:
        file.seek(at)
        (header,) = file.read(1)
        length = sizes[header >> 3 & 0xF]
        at += length
        if header & _ALWAYS_ZERO or not length or at > size:
            return
        yield at
