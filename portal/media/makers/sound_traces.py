"""Tells what the tags of a sound would give away: its place, people, device, moment."""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from av.container import InputContainer
from av.stream import Disposition, Stream

from portal.media.makers.clean_tally import Tally
from portal.media.readers.outcome import Trace
from portal.media.readers.sounding import open_sound

# What containers need, and say in every file.
_TECHNICAL = re.compile(
    r"major_brand|minor_version|compatible_brands|language|vendor_id|handler_name|duration"
    r"|coding_history|umid"
)
_KINDS = (
    (Trace.PLACE, re.compile(r"locat|loci|xyz|gps|geo|coordinate|city|country|place|latit|longit")),
    (Trace.MOMENTS, re.compile(r"date|time|year|^td|^ty")),
    (
        Trace.DEVICE,
        re.compile(r"encoder|encoding|software|make$|model|device|manufactur|android|tool|^tsse"),
    ),
    (
        Trace.PEOPLE,
        re.compile(
            r"artist|author|compos|perform|publish|owner|copyright|direct|produc|engineer"
            r"|encoded_by|originator|contact|conduct|lyricist|writer|speaker|narrat|priv"
        ),
    ),
    (Trace.COMMENTS, re.compile(r"comment|descri|synops|lyric|note|keyword|subject|subtitle")),
)


def count_traces(file: BinaryIO, file_format: str, tally: Tally) -> None:
    """Count each thing that the tags tell once, however often they say it."""
    with open_sound(file, file_format) as (container, _sound):
        for name, value in dict(_tags(container)).items():
            trace = _trace_of(name)
            if trace is Trace.PEOPLE:
                tally.add_person(value)
            else:
                tally.add(trace)
        tally.add(Trace.COVER, count=_count(container, covers=True))
        tally.add(Trace.ATTACHMENTS, count=len(container.streams.attachments))
        tally.add(Trace.MOVING_PICTURE, count=_count(container, covers=False))


def _tags(container: InputContainer) -> Iterator[tuple[str, str]]:
    """Yield names and values; those of a track often repeat those of the file."""
    everything: list[Mapping[str, str]] = [container.metadata]
    everything += [stream.metadata for stream in container.streams if not _is_cover(stream)]
    everything += [chapter["metadata"] for chapter in container.chapters()]
    for tags in everything:
        for name, value in tags.items():
            if value.strip() and not _TECHNICAL.fullmatch(name.lower()):
                yield name.lower(), value


def _trace_of(name: str) -> Trace:
    return next((trace for trace, words in _KINDS if words.search(name)), Trace.TAGS)


def _count(container: InputContainer, *, covers: bool) -> int:
    return sum(_is_cover(stream) is covers for stream in container.streams.video)


def _is_cover(stream: Stream) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)
