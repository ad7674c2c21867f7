"""Reads pictures: their size and a thumbnail."""

from typing import BinaryIO

from PIL import Image, ImageOps

from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.report import Report
from portal.media.readers.thumbnail import BOX, make_thumbnail
from portal.media.readers.webp import claimed_size
from portal.media.signatures.png import MOST_PIXELS

_MAX_PIXELS = 100_000_000
_SIDEWAYS = (5, 6, 7, 8)
_ORIENTATION = 0x0112


def read(file: BinaryIO, file_format: str, report: Report) -> None:
    """Report the size as a person sees it, then a thumbnail."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit follows, as an error and not a warning
    if file_format == "webp":
        _refuse_beyond(MOST_PIXELS, claimed_size(file))
    try:
        image = Image.open(file, formats=[file_format.upper()])
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableError(Failure.DAMAGED, type(error).__name__) from error
    width, height = image.size
    _refuse_beyond(_MAX_PIXELS, image.size)
    image.draft("RGB", BOX)
    _refuse_beyond(MOST_PIXELS, image.size)
    if image.getexif().get(_ORIENTATION) in _SIDEWAYS:
        width, height = height, width
    image.load()
    report.facts(size=(width, height))
    report.complete()
    report.thumbnail(make_thumbnail(ImageOps.exif_transpose(image)))


def _refuse_beyond(limit: int, size: tuple[int, int]) -> None:
    width, height = size
    if width * height > limit:
        raise UnreadableError(Failure.TOO_BIG, f"{width} x {height}")
