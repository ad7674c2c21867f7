"""Tells what the metadata of a picture would give away: its place, people, device, moment."""

import re
import struct
from io import BytesIO

from PIL import Image

from portal.media.readers.outcome import Trace

_EXIF, _GPS = 0x8769, 0x8825
_ORIENTATION = 0x0112
_EXIF_TAGS = {
    **dict.fromkeys((0x010F, 0x0110, 0x0131, 0x013C, 0x927C, 0xA431, 0xA435), Trace.DEVICE),
    **dict.fromkeys((0x013B, 0x8298, 0x9C9D, 0xA430), Trace.PEOPLE),
    **dict.fromkeys((0x0132, 0x9003, 0x9004), Trace.MOMENTS),
    **dict.fromkeys((0x010E, 0x9C9B, 0x9C9E, 0x9C9F), Trace.TAGS),
    **dict.fromkeys((0x9286, 0x9C9C), Trace.COMMENTS),
}
_WORDS = (
    (rb"gps|location|photoshop:city|photoshop:state|photoshop:country|geo:lat", Trace.PLACE),
    (
        rb"creator\W|author|byline|credit|rights|personinimage|mwg-rs:name|artist|owner",
        Trace.PEOPLE,
    ),
    (rb"creatortool|tiff:model|tiff:make|software|serialnumber|aux:lens|producer", Trace.DEVICE),
    (rb"createdate|modifydate|datecreated|datetime|metadatadate", Trace.MOMENTS),
    (rb"description|headline|caption|subject|keywords|title", Trace.TAGS),
    (rb"comment", Trace.COMMENTS),
)
_IPTC = {
    **dict.fromkeys((26, 27, 90, 92, 95, 100, 101), Trace.PLACE),
    **dict.fromkeys((80, 85, 110, 115, 116, 118, 122), Trace.PEOPLE),
    **dict.fromkeys((55, 60, 62, 63), Trace.MOMENTS),
    **dict.fromkeys((5, 25, 40, 105, 120), Trace.TAGS),
    **dict.fromkeys((65, 70), Trace.DEVICE),
}
_IPTC_ENTRY = re.compile(rb"\x1c\x02(.)", re.DOTALL)


def traces_in_exif(content: bytes) -> set[Trace]:
    """Return what an EXIF block (a TIFF without its `Exif` mark) gives away."""
    exif = _loaded(content)
    if exif is None:
        return {Trace.TAGS}
    tags = set(exif) | set(exif.get_ifd(_EXIF))
    traces = {trace for tag, trace in _EXIF_TAGS.items() if tag in tags}
    if set(exif.get_ifd(_GPS)) - {0}:  # the version alone is no place
        traces.add(Trace.PLACE)
    if _has_thumbnail(content):
        traces.add(Trace.PREVIEW)
    return traces


def traces_in_words(content: bytes) -> set[Trace]:
    """Return what XMP or another text gives away."""
    content = content.lower()
    return {trace for words, trace in _WORDS if re.search(words, content)} or {Trace.TAGS}


def traces_in_iptc(content: bytes) -> set[Trace]:
    """Return what the IPTC records of a Photoshop block give away."""
    found = {number[0] for number in _IPTC_ENTRY.findall(content)}
    return {trace for number, trace in _IPTC.items() if number in found} or {Trace.TAGS}


def orientation_in_exif(content: bytes) -> int:
    """Return how the picture has to be turned (EXIF 2.32, 0x0112); 1 is upright."""
    exif = _loaded(content)
    value = 1 if exif is None else exif.get(_ORIENTATION, 1)
    return value if isinstance(value, int) and value in range(1, 9) else 1


def _loaded(content: bytes) -> Image.Exif | None:
    exif = Image.Exif()
    try:
        exif.load(b"Exif\0\0" + content)
        for block in (_EXIF, _GPS):
            exif.get_ifd(block)
    except Exception:  # noqa: BLE001 - broken EXIF makes Pillow raise anything
        return None
    return exif


def _has_thumbnail(content: bytes) -> bool:
    """Tell whether a second directory follows the first (TIFF 6, section 2): the thumbnail's."""
    order = "<" if content.startswith(b"II") else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", content, 4)
        (entries,) = struct.unpack_from(f"{order}H", content, first)
        (following,) = struct.unpack_from(f"{order}I", content, first + 2 + 12 * entries)
    except struct.error:
        return False
    return bool(following)


def size_of(content: bytes) -> tuple[int, int]:
    """Return the pixels of a picture, from its header; one that is unknown has none."""
    try:
        with Image.open(BytesIO(content)) as image:
            return image.size
    except Exception:  # noqa: BLE001 - a hostile header may raise anything
        return 0, 0
