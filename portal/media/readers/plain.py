"""Reads plain text and Markdown."""

from typing import BinaryIO

from portal.media.readers.blocks import Block
from portal.media.readers.cleaning import clean
from portal.media.readers.markdown import markdown_blocks, visible_markdown
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.report import Report
from portal.media.readers.sections import report_pages
from portal.media.signatures.plain import encoding_of

_MAX_BYTES = 40_000_000


def read(file: BinaryIO, file_format: str, report: Report) -> None:
    """Report the text in pages: those that form feeds make, or of reading length."""
    block = file.read(_MAX_BYTES + 1)
    if len(block) > _MAX_BYTES:
        raise UnreadableError(Failure.TOO_BIG, "plain text")
    encoding = encoding_of(block, whole=True)
    if not encoding:
        raise UnreadableError(Failure.DAMAGED, "encoding")
    text = block.decode(encoding).removeprefix("\ufeff")
    if file_format == "md":
        report_pages(map(markdown_blocks, visible_markdown(text).split("\f")), report)
    else:
        report_pages(map(_paragraphs, text.split("\f")), report)


def _paragraphs(text: str) -> list[Block]:
    return [("p", paragraph) for paragraph in clean(text).split("\n\n") if paragraph]
