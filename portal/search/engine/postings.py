"""How the postings of one term are written: flat arrays that decode at the speed of C."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Sequence
from itertools import accumulate, chain, compress
from operator import sub
from struct import Struct

# Kind of the document numbers, kind of the positions, how many documents, of how many.
_HEADER = Struct("<ccII")
_BITSET, _LEVELS = b"b", b"l"
_DENSE = 4
_SIZES = {b"B": 1, b"H": 2, b"I": 4}
_DIGITS = b"0" + b"1" * 255
_FULL = b"\0" + b"\xff" * 255
_MARKS = bytes(range(48)) + b"\0\1" + bytes(range(50, 256))


def encode(
    documents: array[int], impacts: bytes | bytearray, positions: array[int], size: int
) -> bytes:
    """Return a block: ascending document numbers, an impact each, ascending positions.

    A term of many documents is written as one impact per document of the segment, 0 for
    none: it is read without a step per document.
    """
    places = _narrow(_deltas(positions))
    place_kind = places.typecode.encode()
    if len(documents) * _DENSE >= size:
        levels = bytearray(size)
        spread(levels, documents, impacts)
        head = _HEADER.pack(_LEVELS, place_kind, len(documents), size)
        return b"".join((head, levels, places.tobytes()))
    ids = _narrow(_deltas(documents))
    head = _HEADER.pack(ids.typecode.encode(), place_kind, len(documents), size)
    return b"".join((head, ids.tobytes(), impacts, places.tobytes()))


def encode_set(documents: array[int], size: int) -> bytes:
    """Return a block of document numbers alone, as a bitset where that is shorter."""
    ids = _narrow(_deltas(documents))
    if len(ids) * ids.itemsize * 8 < size:
        return _HEADER.pack(ids.typecode.encode(), b"B", len(ids), size) + ids.tobytes()
    bits = bits_of(documents, size)
    return _HEADER.pack(_BITSET, b"B", len(ids), size) + bits.to_bytes(size // 8 + 1, "little")


def count_documents(block: memoryview) -> int:
    """Return how many documents a block names, without decoding it."""
    return int(_HEADER.unpack_from(block)[2])


def is_dense(block: memoryview) -> bool:
    """Return whether a block has one impact per document of the segment."""
    return bool(_HEADER.unpack_from(block)[0] == _LEVELS)


def decode_levels(block: memoryview) -> bytes:
    """Return the impact of every document, of a dense block."""
    size = _HEADER.unpack_from(block)[3]
    return bytes(block[_HEADER.size : _HEADER.size + size])


def decode_documents(block: memoryview) -> tuple[array[int], bytes]:
    """Return the document numbers of a block and their impacts."""
    kind, _, count, size = _HEADER.unpack_from(block)
    if kind == _LEVELS:
        levels = decode_levels(block)
        return array("I", compress(range(size), levels)), bytes(compress(levels, levels))
    start = _HEADER.size
    end = start + count * _SIZES[kind]
    return _accumulated(kind, block[start:end]), bytes(block[end : end + count])


def decode_positions(block: memoryview) -> array[int]:
    """Return the positions of a block, counted over the whole segment."""
    kind, place_kind, count, size = _HEADER.unpack_from(block)
    length = size if kind == _LEVELS else count * (_SIZES[kind] + 1)
    return _accumulated(place_kind, block[_HEADER.size + length :])


def decode_set(block: memoryview, size: int) -> int:
    """Return a block of document numbers as a bitset."""
    kind, _, count, _ = _HEADER.unpack_from(block)
    if kind == _BITSET:
        return int.from_bytes(block[_HEADER.size :], "little")
    end = _HEADER.size + count * _SIZES[kind]
    return bits_of(_accumulated(kind, block[_HEADER.size : end]), size)


def decode_ids(block: memoryview, size: int) -> array[int]:
    """Return a block of document numbers as an ascending array."""
    kind, _, count, _ = _HEADER.unpack_from(block)
    if kind == _BITSET:
        return ids_of(int.from_bytes(block[_HEADER.size :], "little"), size)
    return _accumulated(kind, block[_HEADER.size : _HEADER.size + count * _SIZES[kind]])


def ids_of(bits: int, size: int) -> array[int]:
    """Return the document numbers whose bits are set, ascending."""
    return array("I", compress(range(size), marks_of(bits, size)))


def marks_of(bits: int, size: int) -> bytes:
    """Return a bitset with one byte per document, 0 or 1."""
    return format(bits, f"0{size}b").encode().translate(_MARKS)[::-1] if size else b""


def mask_of(marks: bytes) -> int:
    """Return marks as a number with all bits of each marked byte set, for arrays of impacts."""
    return int.from_bytes(marks.translate(_FULL), "little")


def bits_of(documents: Sequence[int], size: int) -> int:
    """Return ascending document numbers as an integer with those bits set."""
    if len(documents) * 24 < size:
        marks = bytearray(size // 8 + 1)
        for document in documents:
            marks[document >> 3] |= 1 << (document & 7)
        return int.from_bytes(marks, "little")
    digits = bytearray(b"0") * size
    for document in documents:
        digits[~document] = 49
    return int(digits, 2) if size else 0


def _deltas(numbers: array[int]) -> array[int]:
    return array("I", map(sub, numbers, chain((0,), numbers)))


def _narrow(numbers: array[int]) -> array[int]:
    largest = max(numbers, default=0)
    if largest < 1 << 8:
        return array("B", numbers)
    if largest < 1 << 16:
        return array("H", numbers)
    return numbers


def _accumulated(kind: bytes, data: memoryview) -> array[int]:
    deltas = array(kind.decode())
    deltas.frombytes(data)
    return array("I", accumulate(deltas))


def levels_to_bits(levels: bytes | bytearray) -> int:
    """Return the documents whose impact is not 0, as a bitset."""
    return int(levels[::-1].translate(_DIGITS), 2) if levels else 0


def spread(target: bytearray, places: Sequence[int], values: Sequence[int]) -> None:
    """Write each value at its place."""
    deque(map(target.__setitem__, places, values), maxlen=0)
