"""Reads plain text and Markdown."""

import re
from typing import BinaryIO

from portal.media.readers.cleaning import clean
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.paging import pages_of
from portal.media.readers.report import Report
from portal.media.signatures.plain import encoding_of

_MAX_BYTES = 40_000_000
_MARKDOWN_SIGNS = re.compile(r"^#{1,6}[ \t]+|\*\*|`", re.MULTILINE)


def read(file: BinaryIO, file_format: str, report: Report) -> None:
    """Report the text in pages: those that form feeds make, or of reading length."""
    block = file.read(_MAX_BYTES + 1)
    if len(block) > _MAX_BYTES:
        raise UnreadableError(Failure.TOO_BIG, "plain text")
    encoding = encoding_of(block, whole=True)
    if not encoding:
        raise UnreadableError(Failure.DAMAGED, "encoding")
    text = block.decode(encoding)
    if file_format == "md":
        text = _MARKDOWN_SIGNS.sub("", text)
    count = 0
    for page in pages_of(map(clean, text.split("\f"))):
        count += 1
        report.page(count, page)
    if not count:
        raise UnreadableError(Failure.EMPTY)
    report.facts(page_count=count)
    report.complete()
