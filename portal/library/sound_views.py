"""A recording as its page lets it be heard: what a player tries, and where it begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from portal.library.transcripts.moments import Moment
from portal.media.delivery import name_of_copy
from portal.media.models import File, Purpose, Rendition
from portal.media.types import TYPES

# In the order players try them: each takes the first that it knows.
_TYPES = {
    Purpose.SWIFT: "audio/webm; codecs=opus",
    Purpose.LIGHT: "audio/ogg; codecs=opus",
    Purpose.STANDARD: "audio/mpeg",
}
_LIGHT_TYPES = {_TYPES[Purpose.SWIFT], _TYPES[Purpose.LIGHT]}

Source = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundView:
    """What a player needs: addresses with their types, the shape and length of the sound.

    `start` is the second to begin at, which the addresses name too (Media Fragments 1.0).
    `light_sources` are for those who save data; there are none while they are being made.
    """

    sources: Sequence[Source]
    light_sources: Sequence[Source]
    waveform: str
    seconds: int
    start: int | None
    is_preparing: bool


def present_sound(file: File, moment: Moment) -> SoundView:
    """Return how a recording is heard, from the moment on when it is one of this file."""
    seconds = int(file.duration or 0)
    start = moment.second if moment.file_id in {None, file.id} else None
    start = start if start and start < seconds else None
    fragment = "" if start is None else f"#t={start}"
    sources = [(url + fragment, media_type) for url, media_type in _sources(file)]
    light = [source for source in sources if source[1] in _LIGHT_TYPES]
    is_preparing = file.is_pending and file.copy_for(Purpose.LIGHT) is None
    return SoundView(
        sources=sources,
        light_sources=light if light or is_preparing else sources,
        waveform=file.waveform,
        seconds=seconds,
        start=start,
        is_preparing=is_preparing,
    )


def url_of_copy(file: File, copy: Rendition) -> str:
    """Return where the bytes of a copy are."""
    return url_for(
        "files.copy", file_id=file.id, purpose=copy.purpose.value, name=name_of_copy(file, copy)
    )


def _sources(file: File) -> Iterator[Source]:
    """Yield the copies for slow lines, or the whole sound as long as there are none."""
    light = [copy for purpose in _TYPES if (copy := file.copy_for(purpose))]
    for copy in light:
        yield url_of_copy(file, copy), _TYPES[copy.purpose]
    clean = file.copy_for(Purpose.CLEAN)
    if clean and not light:
        yield url_of_copy(file, clean), TYPES[clean.format].media_type
