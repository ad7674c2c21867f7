"""Brings sound to the loudness of speech on the air: measured first, then set (EBU R 128)."""

from collections.abc import Iterator

import av
from av.audio.frame import AudioFrame
from av.filter import Graph

from portal.media.makers.sound_samples import RATE, SAMPLE_FORMAT

LOUDNESS = -16.0
_SILENCE = -70.0  # where the gate of the measure lies
_MAX_GAIN = 30.0
_CEILING = 0.8  # about -2 dB, so that what is between the samples stays below -1.5
_INTEGRATED = "lavfi.r128.I"


class Loudness:
    """Measures a sound frame by frame; a single channel is heard from two loudspeakers."""

    def __init__(self) -> None:
        self._integrated = _SILENCE
        self._graph = _graph(("ebur128", {"metadata": "1", "dualmono": "true"}))

    def hear(self, frame: AudioFrame) -> None:
        """Take in the next frame."""
        self._graph.push(frame)
        for measured in _pulled(self._graph):
            self._integrated = float(measured.metadata[_INTEGRATED])

    @property
    def gain(self) -> float:
        """The decibels that bring it to LOUDNESS; silence, and what is too short, stays."""
        if self._integrated <= _SILENCE:
            return 0.0
        return min(LOUDNESS - self._integrated, _MAX_GAIN)


def levelled(frames: Iterator[AudioFrame], *, gain: float) -> Iterator[AudioFrame]:
    """Yield frames with `gain` decibels more, their peaks held below the ceiling."""
    graph = _graph(
        ("volume", {"volume": f"{gain:.2f}dB"}),
        ("alimiter", {"limit": str(_CEILING), "level": "false", "latency": "true"}),
    )
    for frame in frames:
        graph.push(frame)
        yield from _pulled(graph)
    graph.push(None)
    yield from _pulled(graph)


def _graph(*filters: tuple[str, dict[str, str]]) -> Graph:
    graph = Graph()
    graph.threads = 1
    source = graph.add_abuffer(sample_rate=RATE, format=SAMPLE_FORMAT, layout="mono")
    nodes = [graph.add(name, **options) for name, options in filters]
    graph.link_nodes(source, *nodes, graph.add("abuffersink")).configure()
    return graph


def _pulled(graph: Graph) -> Iterator[AudioFrame]:
    """Yield what has come out so far."""
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, AudioFrame):
            yield frame
