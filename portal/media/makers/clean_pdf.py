"""A clean copy of a PDF: what its pages show, and what helps to find the way in it."""

import re
from typing import BinaryIO

import pikepdf
from pikepdf import Name, ObjectStreamMode, Pdf, explicit_conversion

from portal.media.makers.clean_names import names
from portal.media.makers.clean_pdf_annotations import clean_annotations, clean_form
from portal.media.makers.clean_pdf_catalog import clean_catalog
from portal.media.makers.clean_pdf_objects import SWEPT, Sweep
from portal.media.makers.clean_tally import Tally
from portal.media.readers.outcome import Failure, Trace, UnreadableError
from portal.media.readers.report import MAX_PAGES, Report

_BLOCK = 1024 * 1024
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_LONGEST_END = 64
_HEAD = 1024
_OF_PAGES = names(
    "/Type /Parent /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /BoxColorInfo "
    "/Contents /Rotate /Group /Annots /StructParents /Tabs /UserUnit /Trans /Dur"
)


def make(file: BinaryIO, file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Write the document anew from what its pages reach."""
    tally = Tally()
    tally.add(Trace.VERSIONS, count=_count_earlier_versions(file))
    with explicit_conversion(), _opened(file) as pdf:
        count = _clean(pdf, tally)
        pdf.save(
            outputs["clean"],
            object_stream_mode=ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    _prove(outputs["clean"], count)
    tally.report(report)
    report.made("clean", file_format)
    report.complete()


def _count_earlier_versions(file: BinaryIO) -> int:
    """Return how many times the file was saved by adding to its end."""
    ends, rest = 0, b""
    is_linear = b"/Linearized" in file.read(_HEAD)
    file.seek(0)
    while block := file.read(_BLOCK):
        found = list(_END.finditer(rest + block))
        ends += len(found)
        start = found[-1].end() if found else 0
        rest = (rest + block)[max(start, len(rest) + len(block) - _LONGEST_END) :]
    file.seek(0)
    return max(0, ends - (2 if is_linear else 1))


def _opened(file: BinaryIO) -> Pdf:
    try:
        return pikepdf.open(file)
    except pikepdf.PasswordError as error:
        raise UnreadableError(Failure.ENCRYPTED) from error
    except pikepdf.PdfError as error:
        raise UnreadableError(Failure.DAMAGED, str(error)) from error


def _clean(pdf: Pdf, tally: Tally) -> int:
    """Take away all that is no page, in place, and return the number of pages."""
    count = len(pdf.pages)
    if not count:
        raise UnreadableError(Failure.EMPTY)
    if count > MAX_PAGES:
        raise UnreadableError(Failure.TOO_MANY_PAGES, str(count))
    clean_catalog(pdf, tally)
    clean_form(pdf.Root, tally)
    for page in pdf.pages:
        _clean_page(page.obj, tally)
    Sweep(pdf, tally).run()
    return count


def _clean_page(page: pikepdf.Object, tally: Tally) -> None:
    clean_annotations(page, tally)
    if isinstance(page.get(Name.VP), pikepdf.Array):
        tally.add(Trace.PLACE)
    if isinstance(page.get(Name.Thumb), pikepdf.Stream):
        tally.add(Trace.PREVIEW)
    for key in set(page.keys()) - _OF_PAGES - SWEPT:
        del page[key]


def _prove(output: BinaryIO, count: int) -> None:
    """Open the copy: one that lost pages is not whole."""
    output.flush()
    output.seek(0)
    with pikepdf.open(output) as pdf:
        if len(pdf.pages) != count:
            raise UnreadableError(Failure.DAMAGED, "pages lost")
