"""Reads PDF: the text of each page, its headings and lists, and a picture of the first."""

import io
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO

import pikepdf
import pypdfium2 as pdfium
from pypdfium2 import raw

from portal.media.readers.blocks import has_structure
from portal.media.readers.broken_words import mend_broken_words
from portal.media.readers.cleaning import clean
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.pdf_forms import read_values
from portal.media.readers.pdf_lines import Line, read_lines
from portal.media.readers.pdf_structure import find_sizes, make_blocks, plain
from portal.media.readers.report import MAX_PAGES, Report
from portal.media.readers.right_to_left import mend_right_to_left
from portal.media.readers.thumbnail import BOX, make_thumbnail

_MOST_SAMPLES = 30  # pages whose letters are measured first
_MOST_BOOKMARKS = 5_000
_DEEPEST = 6

_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


def read(file: BinaryIO, _file_format: str, report: Report) -> None:
    """Report the blocks of each page, the number of pages, then a thumbnail."""
    document = open_document(file)
    count = len(document)
    if not count:
        raise UnreadableError(Failure.EMPTY)
    if count > MAX_PAGES:
        raise UnreadableError(Failure.TOO_MANY_PAGES, str(count))
    _read_pages(document, _values_of(document, file), report)
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
    except (pikepdf.PasswordError, pikepdf.PdfError) as error:
        raise UnreadableError(Failure.ENCRYPTED, str(error)) from error
    return plain


def _values_of(document: Any, file: BinaryIO) -> dict[int, list[str]]:
    has_form = document.get_formtype() != raw.FORMTYPE_NONE
    return read_values(file) if has_form else {}


def _read_pages(document: Any, values: Mapping[int, Sequence[str]], report: Report) -> None:
    count = len(document)
    step = -(-count // _MOST_SAMPLES)
    sampled = {index: _read_page(document, index) for index in range(0, count, step)}
    sizes = find_sizes(line for lines, _text in sampled.values() for line in lines)
    bookmarks = _bookmarks_of(document)
    for index in range(count):
        lines, text = sampled.get(index) or _read_page(document, index)
        blocks = make_blocks(lines, sizes, bookmarks.get(index, {}))
        if not (has_structure(blocks) or _is_reordered(lines, text)):
            blocks = [("p", mend_right_to_left(clean(mend_broken_words(text))))]
        filled = [("p", clean(value)) for value in values.get(index + 1, ())]
        report.blocks(index + 1, [block for block in (*blocks, *filled) if block[1]])


def _read_page(document: Any, index: int) -> tuple[list[Line], str]:
    """Return the lines of a page and all that it says; of a page that is broken, nothing."""
    try:
        page = document[index]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return [], ""
    text = text_page.get_text_range()
    lines = read_lines(text_page, text)
    text_page.close()
    page.close()
    return lines, text


def _is_reordered(lines: Sequence[Line], text: str) -> bool:
    words = [word for line in lines for word in line.text.split()]
    return bool(lines) and words != text.split()


def _bookmarks_of(document: Any) -> dict[int, dict[str, int]]:
    """Return the headings of each page that the bookmarks name, by the index of the page."""
    found: dict[int, dict[str, int]] = {}
    for bookmark in islice(document.get_toc(max_depth=_DEEPEST), _MOST_BOOKMARKS):
        target = bookmark.get_dest()
        page = target.get_index() if target else None
        if page is not None:
            found.setdefault(page, {})[plain(bookmark.get_title())] = bookmark.level + 1
    return found


def _picture(document: Any) -> bytes:
    page = document[0]
    width, height = page.get_size()
    scale = min(BOX[0] / width, BOX[1] / height)
    return make_thumbnail(page.render(scale=scale, may_draw_forms=False).to_pil())
