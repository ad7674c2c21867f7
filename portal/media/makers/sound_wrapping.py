"""Wraps the light copy anew, in WebM, so that a browser starts it after one block.

Chromium reads the last 65 kB of an Ogg file before it plays, to learn how long it lasts;
WebM says so at its start, and where each ten seconds lie.
"""

from typing import BinaryIO

import av

from portal.media.readers.sounding import open_sound, packets

_CLUSTER_SECONDS = 10
_BYTES_OF_A_CUE = 24
_BYTES_OF_THE_REST = 64


def wrap(light: BinaryIO, output: BinaryIO, *, seconds: float) -> None:
    """Write the packets of an Ogg Opus file of so many seconds into a WebM file."""
    cues = int(seconds) // _CLUSTER_SECONDS + 2
    options = {
        "fflags": "+bitexact",
        "cluster_time_limit": str(1000 * _CLUSTER_SECONDS),
        "reserve_index_space": str(_BYTES_OF_A_CUE * cues + _BYTES_OF_THE_REST),
    }
    with (
        open_sound(light, "opus") as (container, sound),
        av.open(output, mode="w", format="webm", container_options=options) as bare,
    ):
        track = bare.add_stream_from_template(sound)
        for packet in packets(container, sound):
            packet.stream = track
            bare.mux_one(packet)
