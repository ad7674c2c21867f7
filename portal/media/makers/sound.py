"""Makes the copies of a sound for slow lines and old players, and its waveform.

The sound is decoded twice: to measure it, then to write the copies at their loudness.
"""

from typing import BinaryIO

from portal.media.makers.sound_copies import RECIPES, write_copies
from portal.media.makers.sound_level import Loudness, levelled
from portal.media.makers.sound_samples import RATE, even_frames
from portal.media.makers.sound_wrapping import wrap
from portal.media.makers.waveform import Waveform
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.report import Report


def make(file: BinaryIO, file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Write `light`, `swift` and `standard`; report the exact duration and the waveform."""
    samples, loudness, waveform = 0, Loudness(), Waveform()
    for frame in even_frames(file, file_format):
        samples += frame.samples
        loudness.hear(frame)
        waveform.hear(frame)
    if not samples:
        raise UnreadableError(Failure.EMPTY, "no sound")
    write_copies(levelled(even_frames(file, file_format), gain=loudness.gain), outputs)
    wrap(outputs["light"], outputs["swift"], seconds=samples / RATE)
    report.facts(duration=round(samples / RATE, 3), waveform=waveform.letters())
    for name, recipe in RECIPES.items():
        report.made(name, recipe.format)
    report.made("swift", "webm")
    report.complete()
