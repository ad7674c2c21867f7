"""Writes the copies of a sound that phones can afford: Opus in Ogg, and MP3."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer

# What names the program and the moment is left out, of the packets and of their wrapping.
_BITEXACT = {"flags": "+bitexact"}
_BITEXACT_CONTAINER = {"fflags": "+bitexact"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a copy is encoded and wrapped."""

    format: str
    container: str
    codec: str
    rate: int
    bit_rate: int
    options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)


RECIPES = {
    "light": Recipe(
        "opus",
        container="ogg",
        codec="libopus",
        rate=48_000,
        bit_rate=16_000,
        options={"application": "voip", "frame_duration": "60"},
    ),
    "standard": Recipe(
        "mp3",
        container="mp3",
        codec="libmp3lame",
        rate=24_000,
        bit_rate=32_000,
        container_options={"id3v2_version": "0", "write_id3v1": "0"},
    ),
}


def write_copies(frames: Iterable[AudioFrame], outputs: dict[str, BinaryIO]) -> None:
    """Encode the frames into each output, side by side."""
    with ExitStack() as copies:
        writers = [
            copies.enter_context(_writer(outputs[name], recipe)) for name, recipe in RECIPES.items()
        ]
        for frame in frames:
            for container, stream in writers:
                container.mux(stream.encode(frame))
        for container, stream in writers:
            container.mux(stream.encode(None))


@contextmanager
def _writer(output: BinaryIO, recipe: Recipe) -> Iterator[tuple[OutputContainer, AudioStream]]:
    with av.open(
        output,
        mode="w",
        format=recipe.container,
        container_options={**recipe.container_options, **_BITEXACT_CONTAINER},
    ) as container:
        stream = container.add_stream(
            recipe.codec, rate=recipe.rate, layout="mono", options={**recipe.options, **_BITEXACT}
        )
        assert isinstance(stream, AudioStream)  # noqa: S101 - both codecs are of sound
        stream.bit_rate = recipe.bit_rate
        yield container, stream
