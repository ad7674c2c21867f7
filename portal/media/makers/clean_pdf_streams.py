"""Cleans what a PDF embeds: photographs without their EXIF, colours without their history."""

import pikepdf
from pikepdf import Array, Dictionary, Integer, Name, Object, Pdf, Stream

from portal.media.makers.clean_embedded import shows_people
from portal.media.makers.clean_icc import plain_profile
from portal.media.makers.clean_jpeg import strip_jpeg
from portal.media.makers.clean_jpx import strip_jpx
from portal.media.makers.clean_stripped import BrokenPictureError
from portal.media.makers.clean_tally import Tally
from portal.media.readers.outcome import Fate, Trace

_STRIP = {"/DCTDecode": strip_jpeg, "/DCT": strip_jpeg, "/JPXDecode": strip_jpx}
_MAX_PROFILE = 8 * 1024 * 1024


def clean_stream(pdf: Pdf, stream: Object, tally: Tally) -> None:
    """Take the metadata out of a picture or a colour profile, without touching its pixels."""
    filters = filters_of(stream)
    if filters and filters[-1] in _STRIP:
        _clean_picture(pdf, stream, filters, tally)
    elif Name.N in stream and Name.Type not in stream and Name.Subtype not in stream:
        _clean_profile(stream)


def note_picture(stream: Object, tally: Tally) -> None:
    """Count a picture that is large enough to show people."""
    if stream.get(Name.Subtype) == Name.Image and Name.ImageMask not in stream:
        sides = [stream.get(key) for key in (Name.Width, Name.Height)]
        if shows_people(*(int(side) if isinstance(side, Integer) else 0 for side in sides)):
            tally.add(Trace.PICTURES, Fate.FOUND)


def strip_picture(kind: str, content: bytes, tally: Tally) -> bytes | None:
    """Return a picture without its metadata; nothing if it has none."""
    stripped = _STRIP[kind](content)
    if stripped.content == content:
        return None
    if stripped.traces:
        tally.add(Trace.PICTURE_DATA)
        tally.add_all(sorted(stripped.traces & {Trace.PLACE, Trace.DEVICE, Trace.MOMENTS}))
    return stripped.content


def filters_of(stream: Object) -> list[str]:
    """Return the names of the filters of a stream, the last one to be undone last."""
    filters = stream.get(Name.Filter)
    names = list(filters) if isinstance(filters, Array) else [filters]
    return [str(name) for name in names if isinstance(name, Name)]


def _clean_picture(pdf: Pdf, stream: Object, filters: list[str], tally: Tally) -> None:
    kind = filters[-1]
    try:
        stripped = strip_picture(kind, _coded(pdf, stream, filters), tally)
    except (BrokenPictureError, pikepdf.PdfError):
        tally.add(Trace.PICTURE_DATA, Fate.KEPT)
        return
    if stripped is not None:
        _write(stream, stripped, kind)


def _coded(pdf: Pdf, stream: Object, filters: list[str]) -> bytes:
    """Return a picture as its own format has it, out of the filters around it."""
    raw = bytes(stream.read_raw_bytes())
    if len(filters) == 1:
        return raw
    wrapped = Stream(pdf, raw, Filter=Array([Name(name) for name in filters[:-1]]))
    return bytes(wrapped.read_bytes())


def _write(stream: Object, content: bytes, kind: str) -> None:
    parameters = stream.get(Name.DecodeParms)
    if isinstance(parameters, Array):
        parameters = parameters[-1] if len(parameters) else None
    if not isinstance(parameters, Dictionary):
        parameters = None
    stream.write(content, filter=Name(kind), decode_parms=parameters)


def _clean_profile(stream: Object) -> None:
    """Make a colour profile plain; one that is not needed would leave colours unnamed."""
    try:
        profile = bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return
    plain = plain_profile(profile)
    if plain and len(profile) <= _MAX_PROFILE:
        stream.write(plain)
