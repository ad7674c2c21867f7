"""Sound in one shape, whatever it came as: 48 000 samples a second, 16 bits, one channel."""

from collections.abc import Iterator
from fractions import Fraction
from typing import BinaryIO

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from portal.media.readers.sounding import frames, open_sound

RATE = 48_000
SAMPLE_FORMAT = "s16"
_FRAME_SAMPLES = 4_800


def even_frames(file: BinaryIO, file_format: str) -> Iterator[AudioFrame]:
    """Yield the whole sound of a file, its frames following each other without a gap."""
    at = 0
    for frame in _resampled(file, file_format):
        frame.pts, frame.time_base = at, Fraction(1, RATE)
        at += frame.samples
        yield frame


def _resampled(file: BinaryIO, file_format: str) -> Iterator[AudioFrame]:
    """Resample; a recorder that changes its rate on the way gets a new resampler each time."""
    resampler, shape = _resampler(), None
    with open_sound(file, file_format) as (container, sound):
        for frame in frames(container, sound):
            frame.pts = None
            if shape not in {None, _shape(frame)}:
                yield from resampler.resample(None)
                resampler = _resampler()
            shape = _shape(frame)
            yield from resampler.resample(frame)
    yield from resampler.resample(None)


def _resampler() -> AudioResampler:
    return av.AudioResampler(
        format=SAMPLE_FORMAT, layout="mono", rate=RATE, frame_size=_FRAME_SAMPLES
    )


def _shape(frame: AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate
