"""Opens the sound in a file, and decodes it as far as it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any, BinaryIO, TypeAlias

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard

from portal.media.readers.outcome import Failure, UnreadableError

_DEMUXERS = {
    "mp3": "mp3",
    "m4a": "mp4",
    "mp4": "mp4",
    "3gp": "mp4",
    "webm": "matroska",
    "ogg": "ogg",
    "opus": "ogg",
    "wav": "wav",
    "flac": "flac",
    "amr": "amr",
    "amr-wb": "amr",
}

SoundPacket: TypeAlias = "Packet[Any]"


@contextmanager
def open_sound(file: BinaryIO, file_format: str) -> Iterator[tuple[InputContainer, AudioStream]]:
    """Give the container of a file and its first sound; what else it holds is not read."""
    file.seek(0)
    try:
        with av.open(
            file, mode="r", format=_DEMUXERS[file_format], metadata_errors="replace"
        ) as container:
            if not container.streams.audio:
                raise UnreadableError(Failure.EMPTY, "no sound")
            sound = container.streams.audio[0]
            if getattr(sound, "codec_context", None) is None:
                raise UnreadableError(Failure.DAMAGED, "unknown coding")
            for stream in container.streams:
                if stream.index != sound.index:
                    stream.discard = Discard.all
            yield container, sound
    except av.FFmpegError as error:
        raise UnreadableError(Failure.DAMAGED, type(error).__name__) from error


def packets(container: InputContainer, sound: AudioStream) -> Iterator["SoundPacket"]:
    """Yield the packets of a sound up to its end, or to where the file is broken off."""
    try:
        for packet in container.demux(sound):
            if packet.size:
                yield packet
    except av.FFmpegError:
        return


def frames(container: InputContainer, sound: AudioStream) -> Iterator[AudioFrame]:
    """Yield the decoded frames of a sound; damaged packets are left out."""
    sound.codec_context.thread_count = 1
    for packet in chain(packets(container, sound), [None]):
        with suppress(av.FFmpegError):
            yield from sound.decode(packet)
