"""Writes samples as FLAC anew: not one differs, and nothing but samples can come along."""

from fractions import Fraction
from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.sounding import frames, open_sound

_BARE = {"fflags": "+bitexact"}
_SMALL_SAMPLES = ("u8", "s16")


def clean_flac(file: BinaryIO, output: BinaryIO) -> str:
    """Write the samples of a FLAC file; its tags, pictures and blocks of programs are left out."""
    with open_sound(file, "flac") as (container, sound):
        write_flac(container, sound, output)
    return "flac"


def write_flac(container: InputContainer, sound: AudioStream, output: BinaryIO) -> None:
    """Write the samples of a sound, 16 or 24 bits each as they were."""
    at = 0
    if sound.format is None:
        raise UnreadableError(Failure.DAMAGED, "unknown samples")
    is_small = sound.format.name.startswith(_SMALL_SAMPLES)
    with av.open(output, mode="w", format="flac", container_options=_BARE) as bare:
        track = bare.add_stream(
            "flac",
            rate=sound.sample_rate,
            layout=sound.layout.name,
            format="s16" if is_small else "s32",
            options={"flags": "+bitexact"},
        )
        for frame in frames(container, sound):
            frame.pts, frame.time_base = at, Fraction(1, sound.sample_rate)
            at += frame.samples
            bare.mux(track.encode(frame))
        bare.mux(track.encode(None))
    if not at:
        raise UnreadableError(Failure.EMPTY, "no samples")
