"""Moves the sound of MP4, 3GP, MOV and WebM files, as it is coded, into a bare container."""

from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from portal.media.makers.clean_flac import write_flac
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.sounding import open_sound, packets

_CONTAINERS = {
    "aac": ("ipod", "m4a"),
    "alac": ("ipod", "m4a"),
    "amr_nb": ("3gp", "3gp"),
    "amr_wb": ("3gp", "3gp"),
    "opus": ("ogg", "opus"),
    "vorbis": ("ogg", "ogg"),
}
_BARE = {"fflags": "+bitexact"}  # no program, no moment


def clean_tracks(file: BinaryIO, output: BinaryIO, file_format: str) -> str:
    """Write the first sound without coding it again; everything else is left out.

    What has no container that every player knows (the PCM of cameras) becomes FLAC, which
    loses nothing.
    """
    with open_sound(file, file_format) as (container, sound):
        muxer, clean_format = _CONTAINERS.get(sound.codec.canonical_name, ("", "flac"))
        if muxer:
            _move(container, sound, output, muxer)
        else:
            write_flac(container, sound, output)
        return clean_format


def _move(container: InputContainer, sound: AudioStream, output: BinaryIO, muxer: str) -> None:
    moved = 0
    with av.open(output, mode="w", format=muxer, container_options=_BARE) as bare:
        track = bare.add_stream_from_template(sound)
        for packet in packets(container, sound):
            packet.stream = track
            bare.mux_one(packet)
            moved += 1
    if not moved:
        raise UnreadableError(Failure.EMPTY, "no packets")
