"""Cleans the pictures that stand among what draws a page of a PDF."""

from pikepdf import Array, Dictionary, Integer, Name, Object, Pdf, PdfError, Stream, String

from portal.media.makers.clean_embedded import shows_people
from portal.media.makers.clean_names import names
from portal.media.makers.clean_pdf_labels import parse_dictionary
from portal.media.makers.clean_pdf_streams import filters_of, strip_picture
from portal.media.makers.clean_pdf_tokens import InlinePicture
from portal.media.makers.clean_stripped import BrokenPictureError
from portal.media.makers.clean_tally import Tally
from portal.media.readers.outcome import Fate, Trace

_LONG_KEYS = {
    "/BPC": "/BitsPerComponent",
    "/CS": "/ColorSpace",
    "/D": "/Decode",
    "/DP": "/DecodeParms",
    "/F": "/Filter",
    "/H": "/Height",
    "/I": "/Interpolate",
    "/IM": "/ImageMask",
    "/W": "/Width",
}
_LONG_FILTERS = {
    "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode",
    "/LZW": "/LZWDecode",
    "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode",
    "/CCF": "/CCITTFaxDecode",
    "/DCT": "/DCTDecode",
}
_KEPT = frozenset(_LONG_KEYS.values()) | names("/Intent /L /Length")
_OF_CODING = names("/Filter /DecodeParms /L /Length")
_JPEG = "/DCTDecode"


def clean_inline(pdf: Pdf, picture: InlinePicture, tally: Tally) -> bytes:
    """Return a picture as it is written, up to its end mark, without what it tells of itself."""
    written = parse_dictionary(picture.description)
    described = {_LONG_KEYS.get(key, key): value for key, value in written.items()}
    kept = {
        key: value
        for key, value in described.items()
        if key in _KEPT and not isinstance(value, String)
    }
    if len(kept) < len(written.keys()):
        tally.note({Trace.TAGS})
    _note_people(kept, tally)
    content = _cleaned_jpeg(pdf, kept, picture.data, tally)
    if content is not None:
        return _write_jpeg(kept, content)
    if len(kept) < len(written.keys()):
        return _write(kept, picture.data)
    return b"BI" + picture.description + b"ID" + picture.data


def _note_people(described: dict[str, Object], tally: Tally) -> None:
    sides = [described.get(key) for key in ("/Width", "/Height")]
    is_large = shows_people(*(int(side) if isinstance(side, Integer) else 0 for side in sides))
    if is_large and "/ImageMask" not in described:
        tally.add(Trace.PICTURES, Fate.FOUND)


def _cleaned_jpeg(
    pdf: Pdf, described: dict[str, Object], data: bytes, tally: Tally
) -> bytes | None:
    """Return the bare JPEG, if this is one that told more than it shows."""
    coding = Stream(pdf, data[1:])
    if "/Filter" in described:
        coding.Filter = described["/Filter"]
    filters = [_LONG_FILTERS.get(each, each) for each in filters_of(coding)]
    if not filters or filters[-1] != _JPEG:
        return None
    try:
        return _stripped(coding, filters, tally)
    except (BrokenPictureError, PdfError):
        tally.add(Trace.PICTURE_DATA, Fate.KEPT)
        return None


def _stripped(coding: Object, filters: list[str], tally: Tally) -> bytes | None:
    if len(filters) > 1:
        coding.Filter = Array([Name(each) for each in filters[:-1]])
        content = bytes(coding.read_bytes())
    else:
        content = bytes(coding.read_raw_bytes())
    content = content.strip(b"\0\t\n\f\r ")
    if not content.startswith(b"\xff\xd8\xff"):
        raise BrokenPictureError
    return strip_picture(_JPEG, content, tally)


def _write_jpeg(described: dict[str, Object], content: bytes) -> bytes:
    """Write a JPEG; as letters where its bytes could pass for the mark of its end."""
    plain = {key: value for key, value in described.items() if key not in _OF_CODING}
    settings = described.get("/DecodeParms")
    if isinstance(settings, Array):
        settings = settings[-1] if len(settings) else None
    if isinstance(settings, Dictionary):
        plain["/DecodeParms"] = settings
    if b"EI" not in content:
        return _write(plain | {"/Filter": Name(_JPEG)}, b" " + content + b"\n")
    plain["/Filter"] = Array([Name.ASCIIHexDecode, Name(_JPEG)])
    if isinstance(settings, Dictionary):
        plain["/DecodeParms"] = Array([None, settings])
    return _write(plain, b" " + content.hex().encode() + b">\n")


def _write(described: dict[str, Object], data: bytes) -> bytes:
    short = {long: short for short, long in _LONG_KEYS.items()}
    words = [
        short.get(key, key).encode() + b" " + value.unparse() for key, value in described.items()
    ]
    return b"BI " + b" ".join(words) + b" ID" + data
