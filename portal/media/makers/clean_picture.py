"""A clean copy of a picture: upright, its pixels and plain colours, and nothing else."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, BinaryIO

from PIL import Image, JpegImagePlugin

from portal.media.makers.clean_jpeg import strip_jpeg
from portal.media.makers.clean_png import strip_png
from portal.media.makers.clean_stripped import BrokenPictureError, Stripped
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_webp import strip_webp
from portal.media.readers.outcome import Failure, Fate, Trace, UnreadableError
from portal.media.readers.report import Report

_STRIP = {"jpeg": strip_jpeg, "png": strip_png, "webp": strip_webp}
_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_MAX_BYTES = 200 * 1024 * 1024
_MAX_PIXELS = 100_000_000
_MAX_PIXELS_AT_ONCE = 50_000_000
_PROOF = (64, 64)
_WEBP_QUALITY = 92
_SIDEWAYS = (5, 6, 7, 8)
_FULL_COLOUR, _QUARTER_COLOUR = 0, 2


def make(file: BinaryIO, file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Write the picture as people see it; pixels are coded anew only when it has to be turned."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit follows, as an error and not a warning
    stripped = _stripped(_content(file), file_format)
    outputs["clean"].write(_upright(stripped, file_format))
    tally = Tally()
    tally.add_all(stripped.traces)
    tally.add(Trace.PICTURES, Fate.FOUND)
    tally.report(report)
    report.made("clean", file_format)
    report.complete()


def _content(file: BinaryIO) -> bytes:
    content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise UnreadableError(Failure.TOO_BIG, "picture")
    return content


def _stripped(content: bytes, file_format: str) -> Stripped:
    try:
        return _STRIP[file_format](content)
    except BrokenPictureError as error:
        raise UnreadableError(Failure.DAMAGED, "blocks") from error


def _upright(stripped: Stripped, file_format: str) -> bytes:
    try:
        with Image.open(BytesIO(stripped.content), formats=[file_format.upper()]) as image:
            if stripped.orientation in _TRANSPOSE:
                return _turned(image, stripped, file_format)
            _prove(image)
            return stripped.content
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableError(Failure.DAMAGED, type(error).__name__) from error


def _prove(image: Image.Image) -> None:
    """Decode the picture, as small as can be: one that cannot be shown is not whole."""
    _refuse_beyond(_MAX_PIXELS, image)
    image.draft("RGB", _PROOF)
    _refuse_beyond(_MAX_PIXELS_AT_ONCE, image)
    image.load()


def _turned(image: Image.Image, stripped: Stripped, file_format: str) -> bytes:
    _refuse_beyond(_MAX_PIXELS, image)
    options = _OPTIONS[file_format](image, stripped.orientation, stripped.content)
    turned = image.transpose(_TRANSPOSE[stripped.orientation])
    output = BytesIO()
    turned.save(output, file_format.upper(), icc_profile=image.info.get("icc_profile"), **options)
    return output.getvalue()


def _jpeg_options(image: Image.Image, orientation: int, _content: bytes) -> dict[str, Any]:
    """Return the tables and sampling of the picture, so that turning it costs next to nothing."""
    assert isinstance(image, JpegImagePlugin.JpegImageFile)  # noqa: S101 - opened as such
    tables = list(image.quantization.values())
    if orientation in _SIDEWAYS:
        tables = [[table[8 * (n % 8) + n // 8] for n in range(64)] for table in tables]
    sampling = JpegImagePlugin.get_sampling(image)
    return {
        "qtables": tables,
        "subsampling": sampling if sampling in {_FULL_COLOUR, _QUARTER_COLOUR} else _FULL_COLOUR,
        "progressive": bool(image.info.get("progressive")),
        "optimize": True,
    }


def _png_options(image: Image.Image, _orientation: int, _content: bytes) -> dict[str, Any]:
    transparency = image.info.get("transparency")
    return {} if transparency is None else {"transparency": transparency}


def _webp_options(_image: Image.Image, _orientation: int, content: bytes) -> dict[str, Any]:
    is_lossless = b"VP8 " not in content[: content.find(b"VP8L") + 1 or None]
    return {"lossless": is_lossless, "quality": _WEBP_QUALITY, "exact": True}


_OPTIONS: dict[str, Callable[[Image.Image, int, bytes], dict[str, Any]]] = {
    "jpeg": _jpeg_options,
    "png": _png_options,
    "webp": _webp_options,
}


def _refuse_beyond(limit: int, image: Image.Image) -> None:
    if image.width * image.height > limit:
        raise UnreadableError(Failure.TOO_BIG, f"{image.width} x {image.height}")
