"""Copies a stretch of an open file, a block at a time."""

from typing import BinaryIO

_BLOCK = 256 * 1024


def copy_bytes(file: BinaryIO, output: BinaryIO, *, start: int, end: int) -> None:
    """Write the bytes from `start` up to `end`, or to where the file ends before."""
    file.seek(start)
    left = end - start
    while block := file.read(min(_BLOCK, left)):
        output.write(block)
        left -= len(block)
