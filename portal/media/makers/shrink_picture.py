"""Codes a picture of a PDF anew, smaller, as JPEG; drawings of one bit are left alone."""

from io import BytesIO

import pikepdf
from pikepdf import Name, PdfImage, Stream
from PIL import Image, ImageChops

_QUALITY = 60
_FEWEST_PIXELS = 128 * 128
_MOST_PIXELS = 50_000_000
_WORTH_IT = 0.9
_ALMOST_GREY = 6
_SAMPLE = (256, 256)
_UNTOUCHED = frozenset(("/CCITTFaxDecode", "/JBIG2Decode"))
_BITS = 8
_MODES = ("L", "RGB")
_SPACES = frozenset(("/DeviceRGB", "/DeviceGray", "/CalRGB", "/CalGray", "/ICCBased"))


def lighten(stream: Stream, most_pixels: int) -> None:
    """Replace a picture by a lighter one of at most so many pixels a side, if there is one."""
    try:
        picture = PdfImage(stream)
        if not _can_be_lighter(stream, picture):
            return
        whole = picture.as_pil_image()
        image = _small(whole, most_pixels)
    except (pikepdf.PdfError, pikepdf.UnsupportedImageTypeError, ValueError, OSError, TypeError):
        return  # a picture of a kind that nobody can turn into JPEG stays as it is
    output = BytesIO()
    image.save(output, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    if len(output.getvalue()) < _WORTH_IT * len(stream.read_raw_bytes()):
        _replace(stream, output.getvalue(), image, has_turned_grey=image.mode != whole.mode)


def _can_be_lighter(stream: Stream, picture: PdfImage) -> bool:
    pixels = picture.width * picture.height
    return (
        _FEWEST_PIXELS <= pixels <= _MOST_PIXELS
        and picture.bits_per_component == _BITS
        and not picture.image_mask
        and picture.colorspace in _SPACES
        and not _UNTOUCHED.intersection(picture.filters)
        and Name.Decode not in stream
        and Name.Mask not in stream
    )


def _small(image: Image.Image, most_pixels: int) -> Image.Image:
    """Return the picture in colours or greys that JPEG knows, no larger than is shown."""
    if image.mode not in _MODES:
        raise ValueError(image.mode)
    if image.mode == "RGB" and _is_grey(image):
        image = image.convert("L")
    image = image.copy()
    image.thumbnail((most_pixels, most_pixels), Image.Resampling.LANCZOS)
    return image


def _is_grey(image: Image.Image) -> bool:
    """Tell whether a picture has colours in name only, as scans of paper do."""
    red, green, blue = image.resize(_SAMPLE).split()
    return all(
        not any(ImageChops.difference(red, other).histogram()[_ALMOST_GREY:])
        for other in (green, blue)
    )


def _replace(stream: Stream, content: bytes, image: Image.Image, *, has_turned_grey: bool) -> None:
    stream.write(content, filter=Name.DCTDecode)
    stream[Name.Width], stream[Name.Height] = image.size
    if has_turned_grey:
        stream[Name.ColorSpace] = Name.DeviceGray
