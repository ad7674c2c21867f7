"""Reads sound: how long it lasts and what its tags say."""

import math
from collections.abc import Callable
from typing import Any, BinaryIO

import av
from mutagen import MutagenError
from mutagen.easymp4 import EasyMP4
from mutagen.flac import FLAC
from mutagen.mp3 import EasyMP3
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from portal.media.readers.cleaning import clean
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.report import MAX_TAG_CHARACTERS, TAGS, Report
from portal.media.readers.sounding import SoundPacket, open_sound, packets

_TAGGED: dict[str, Callable[[BinaryIO], Any]] = {
    "mp3": EasyMP3,
    "m4a": EasyMP4,
    "ogg": OggVorbis,
    "opus": OggOpus,
    "wav": WAVE,
    "flac": FLAC,
}
_ID3_FRAMES = {"TIT2": "title", "TPE1": "artist", "TALB": "album", "TDRC": "date", "TCON": "genre"}
_LONGEST_SECONDS = 1_000_000


def read(file: BinaryIO, file_format: str, report: Report) -> None:
    """Report the duration in seconds and the tags."""
    duration, tags = _ask_mutagen(file, file_format)
    if not duration:
        duration = _ask_av(file, file_format)
    if not duration:
        raise UnreadableError(Failure.EMPTY, "no sound")
    report.facts(duration=round(duration, 3), tags=tags)
    report.complete()


def _ask_mutagen(file: BinaryIO, file_format: str) -> tuple[float, dict[str, str]]:
    if file_format not in _TAGGED:
        return 0.0, {}
    try:
        sound = _TAGGED[file_format](file)
    except MutagenError:
        return 0.0, {}
    return _plausible(sound.info.length), _tags({} if sound.tags is None else sound.tags)


def _tags(found: Any) -> dict[str, str]:
    tags = {}
    for key, values in found.items():
        name = _ID3_FRAMES.get(key, key.lower())
        if name in TAGS:
            text = ", ".join(map(str, values if isinstance(values, list) else [values]))
            tags[name] = clean(text)[:MAX_TAG_CHARACTERS]
    return {name: text for name, text in tags.items() if text}


def _ask_av(file: BinaryIO, file_format: str) -> float:
    """Return the duration that the container states, or that of its packets.

    AMR files state none, and a guess from their size is 3 % wrong.
    """
    with open_sound(file, file_format) as (container, sound):
        if not file_format.startswith("amr"):
            stated = float((sound.duration or 0) * (sound.time_base or 0))
            whole = (container.duration or 0) / av.time_base
            if seconds := _plausible(stated) or _plausible(whole):
                return seconds
        return _plausible(sum(map(_seconds, packets(container, sound)), start=0.0))


def _seconds(packet: SoundPacket) -> float:
    return float((packet.duration or 0) * (packet.time_base or 0))


def _plausible(seconds: float) -> float:
    return seconds if math.isfinite(seconds) and 0 < seconds < _LONGEST_SECONDS else 0.0
