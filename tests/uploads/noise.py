"""Chance that can be repeated, and recordings made of it."""

import random


def chance_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - noise that can be repeated


def sound_of(size: int, seed: int = 1) -> bytes:
    """Bytes that begin as a WAV file does."""
    noise = chance_of(seed).randbytes(size - 44)
    head = b"RIFF" + (size - 8).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    return (head + bytes.fromhex("01000100803e0000007d000002001000") + b"data" + bytes(4))[
        :44
    ] + noise
