"""Reads PDF: the text of each page, and a picture of the first."""

from typing import Any, BinaryIO

import pypdfium2 as pdfium
from pypdfium2 import raw

from portal.media.readers.broken_words import mend_broken_words
from portal.media.readers.cleaning import clean
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.report import MAX_PAGES, Report
from portal.media.readers.right_to_left import mend_right_to_left
from portal.media.readers.thumbnail import BOX, make_thumbnail

_FAILURES = {
    raw.FPDF_ERR_PASSWORD: Failure.ENCRYPTED,
    raw.FPDF_ERR_SECURITY: Failure.ENCRYPTED,
}


def read(file: BinaryIO, _file_format: str, report: Report) -> None:
    """Report the text page by page, the number of pages, then a thumbnail."""
    document = _open(file)
    count = len(document)
    if not count:
        raise UnreadableError(Failure.EMPTY)
    if count > MAX_PAGES:
        raise UnreadableError(Failure.TOO_MANY_PAGES, str(count))
    for index in range(count):
        report.page(index + 1, _text(document, index))
    report.facts(page_count=count)
    report.complete()
    report.thumbnail(_picture(document))


def _open(file: BinaryIO) -> Any:
    try:
        return pdfium.PdfDocument(file)
    except pdfium.PdfiumError as error:
        failure = _FAILURES.get(error.err_code, Failure.DAMAGED)
        raise UnreadableError(failure, str(error)) from error


def _text(document: Any, index: int) -> str:
    """Return the words of a page; a page that is broken has none."""
    try:
        page = document[index]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return ""
    text = text_page.get_text_range()
    text_page.close()
    page.close()
    return mend_right_to_left(clean(mend_broken_words(text)))


def _picture(document: Any) -> bytes:
    page = document[0]
    width, height = page.get_size()
    scale = min(BOX[0] / width, BOX[1] / height)
    return make_thumbnail(page.render(scale=scale, may_draw_forms=False).to_pil())
