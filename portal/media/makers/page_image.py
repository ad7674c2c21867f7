"""Makes pictures of the pages of a PDF, for a program that reads scans."""

import math
from typing import BinaryIO

import pypdfium2 as pdfium

from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.pdf import open_document
from portal.media.readers.report import Report

_DOTS_PER_INCH = 250
_POINTS_PER_INCH = 72
_MOST_PIXELS = 12_000_000


def make(file: BinaryIO, _file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Draw each page that an output is named after; an empty one is not made."""
    try:
        document = open_document(file)
        for name, output in outputs.items():
            if _draw(document[int(name) - 1], output):
                report.made(name, "png")
    except pdfium.PdfiumError as error:
        raise UnreadableError(Failure.DAMAGED, str(error)) from error
    report.complete()


def _draw(page: pdfium.PdfPage, output: BinaryIO) -> bool:
    """Draw a page in grey and tell whether there is anything on it."""
    width, height = page.get_size()
    scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, math.sqrt(_MOST_PIXELS / (width * height)))
    picture = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
    darkest, lightest = picture.getextrema()
    if darkest == lightest:
        return False
    dots = round(scale * _POINTS_PER_INCH)
    picture.convert("L").save(output, "PNG", compress_level=1, dpi=(dots, dots))
    return True
