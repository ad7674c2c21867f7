"""A light copy of a PDF: pictures no finer than a page shows them, the rest packed tightly."""

from collections.abc import Iterator
from typing import BinaryIO

import pikepdf
from pikepdf import Dictionary, Name, Object, ObjectSet, ObjectStreamMode, Page, Pdf, Stream

from portal.media.makers.shrink_picture import lighten
from portal.media.readers.report import Report

_WORTH_IT = 0.8
_DOTS_PER_INCH = 150
_POINTS_PER_INCH = 72
_LONGEST_INCHES = 17
_DEEPEST = 8


def make(file: BinaryIO, _file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Write a lighter copy of a clean copy; one that saves less than a fifth is not reported."""
    pikepdf.settings.set_flate_compression_level(9)
    light = outputs["light"]
    with pikepdf.open(file) as pdf:
        _lighten_pictures(pdf)
        pdf.save(
            light,
            linearize=True,
            object_stream_mode=ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    light.flush()
    if light.seek(0, 2) <= _WORTH_IT * file.seek(0, 2):
        report.made("light", "pdf")
    report.complete()


def _lighten_pictures(pdf: Pdf) -> None:
    """Code each picture anew where that makes it lighter; one on many pages is done once."""
    seen = ObjectSet()
    for page in pdf.pages:
        for picture in _pictures(page.resources, seen):
            lighten(picture, _most_pixels(page))


def _most_pixels(page: Page) -> int:
    """Return how many pixels the longer side of the page shows at 150 dots an inch."""
    try:
        x1, y1, x2, y2 = (float(each) for each in page.mediabox.as_list())
        inches = max(abs(x2 - x1), abs(y2 - y1)) / _POINTS_PER_INCH
    except (AttributeError, TypeError, ValueError):
        inches = _LONGEST_INCHES
    return round(min(inches, _LONGEST_INCHES) * _DOTS_PER_INCH)


def _pictures(resources: Object | None, seen: ObjectSet, depth: int = 0) -> Iterator[Stream]:
    """Yield the pictures among resources, those inside forms included."""
    drawn = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    if depth > _DEEPEST or not isinstance(drawn, Dictionary):
        return
    for each in drawn.values():
        if not isinstance(each, Stream) or not seen.add(each):
            continue
        if each.get(Name.Subtype) == Name.Image:
            yield each
        elif each.get(Name.Subtype) == Name.Form:
            yield from _pictures(each.get(Name.Resources), seen, depth + 1)
