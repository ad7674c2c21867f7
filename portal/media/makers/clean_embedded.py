"""Cleans the pictures inside documents, whatever their format, without turning them."""

from io import BytesIO

from PIL import Image

from portal.media.makers.clean_gif import strip_gif
from portal.media.makers.clean_jpeg import strip_jpeg
from portal.media.makers.clean_png import strip_png
from portal.media.makers.clean_stripped import BrokenPictureError, Stripped
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_traces import size_of
from portal.media.makers.clean_webp import strip_webp
from portal.media.readers.outcome import Fate, Trace

_SMALLEST_SIDE = 100
_SMALLEST_PHOTO = 10_000
_MAX_PIXELS = 50_000_000
_TIFF = (b"II*\0", b"MM\0*")
_BITMAP = b"BM"


def clean_embedded(content: bytes, tally: Tally) -> bytes:
    """Return a picture without its metadata.

    One that cannot be taken apart is returned as it is, and counted as kept. Where nobody can
    tell how large it is, its weight decides whether it may show people.
    """
    try:
        stripped = _stripped(content)
    except BrokenPictureError:
        tally.add(Trace.PICTURE_DATA, Fate.KEPT)
        stripped = Stripped(content)
    if stripped.traces:
        tally.add(Trace.PICTURE_DATA)
        tally.add_all(stripped.traces & {Trace.PLACE, Trace.DEVICE, Trace.MOMENTS})
    width, height = size_of(stripped.content)
    is_unknown = not width and len(content) >= _SMALLEST_PHOTO
    if is_unknown or shows_people(width, height):
        tally.add(Trace.PICTURES, Fate.FOUND)
    return stripped.content


def shows_people(width: int, height: int) -> bool:
    """Tell whether a picture is large enough for a face to be recognised."""
    return min(width, height) >= _SMALLEST_SIDE


def _stripped(content: bytes) -> Stripped:
    if content.startswith(b"\xff\xd8\xff"):
        return strip_jpeg(content)
    if content.startswith(b"\x89PNG"):
        return strip_png(content)
    if content.startswith(b"GIF8"):
        return strip_gif(content)
    if content.startswith(b"RIFF"):
        return strip_webp(content)
    if content.startswith(_TIFF):
        return _recoded_tiff(content)
    if content.startswith(_BITMAP):
        return Stripped(content)
    raise BrokenPictureError


def _recoded_tiff(content: bytes) -> Stripped:
    """Return the first picture of a TIFF, without loss."""
    output = BytesIO()
    try:
        with Image.open(BytesIO(content), formats=["TIFF"]) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise BrokenPictureError
            plain = Image.frombytes(image.mode, image.size, image.tobytes())
            if palette := image.getpalette():
                plain.putpalette(palette)
            plain.save(output, "TIFF", compression="tiff_adobe_deflate")
    except (OSError, SyntaxError, ValueError) as error:
        raise BrokenPictureError from error
    return Stripped(output.getvalue(), {Trace.TAGS})
