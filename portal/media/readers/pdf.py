"""Reads PDF: the text of each page, and a picture of the first."""

import io
from typing import Any, BinaryIO

import pikepdf
import pypdfium2 as pdfium
from pypdfium2 import raw

from portal.media.readers.broken_words import mend_broken_words
from portal.media.readers.cleaning import clean
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.report import MAX_PAGES, Report
from portal.media.readers.right_to_left import mend_right_to_left
from portal.media.readers.thumbnail import BOX, make_thumbnail

_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


def read(file: BinaryIO, _file_format: str, report: Report) -> None:
    """Report the text page by page, the number of pages, then a thumbnail."""
    document = open_document(file)
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


def open_document(file: BinaryIO) -> Any:
    """Return an open PDF, or raise UnreadableError.

    What PDFium calls locked is tried without its protection: qpdf opens documents with an empty
    password whose permissions do not match (ISO 32000-2, 7.6.4.4.12).
    """
    try:
        return pdfium.PdfDocument(file)
    except pdfium.PdfiumError as error:
        if error.err_code in _LOCKED:
            return pdfium.PdfDocument(_without_protection(file))
        raise UnreadableError(Failure.DAMAGED, str(error)) from error


def _without_protection(file: BinaryIO) -> io.BytesIO:
    plain = io.BytesIO()
    file.seek(0)
    try:
        with pikepdf.open(file) as document:
            document.save(plain)
    except pikepdf.PdfError as error:
        raise UnreadableError(Failure.ENCRYPTED, str(error)) from error
    return plain


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
