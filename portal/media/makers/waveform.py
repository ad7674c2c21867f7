"""Draws a sound as 200 letters, `a` for silence to `z` for its loudest part."""

from array import array

from av.audio.frame import AudioFrame

from portal.media.makers.sound_samples import RATE

BARS = 200
_BLOCK_SAMPLES = RATE // 100
_STRIDE = 6  # one sample in six is enough to see a peak of speech
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Waveform:
    """Collects the peaks of each hundredth of a second."""

    def __init__(self) -> None:
        self._peaks = array("h")

    def hear(self, frame: AudioFrame) -> None:
        """Take in the next frame."""
        samples = memoryview(frame.planes[0]).cast("h")[: frame.samples]
        self._peaks.extend(
            max(0, *samples[at : at + _BLOCK_SAMPLES : _STRIDE])
            for at in range(0, frame.samples, _BLOCK_SAMPLES)
        )

    def letters(self) -> str:
        """Return the letters; a bar is as high as its peaks are on average."""
        count = len(self._peaks)
        if not count:
            return ""
        bars = [self._mean(bar * count // BARS, (bar + 1) * count // BARS) for bar in range(BARS)]
        loudest = max(bars) or 1.0
        return "".join(_LETTERS[round(25 * bar / loudest)] for bar in bars)

    def _mean(self, start: int, end: int) -> float:
        peaks = self._peaks[start : max(end, start + 1)]
        return sum(peaks) / len(peaks)
