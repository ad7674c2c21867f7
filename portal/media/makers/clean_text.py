"""A clean copy of plain text: its bytes, without the byte order mark."""

import codecs
import shutil
from typing import BinaryIO

from portal.media.readers.report import Report


def make(file: BinaryIO, file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Write the text as it is."""
    start = file.read(len(codecs.BOM_UTF8))
    outputs["clean"].write(start.removeprefix(codecs.BOM_UTF8))
    shutil.copyfileobj(file, outputs["clean"])
    report.made("clean", file_format)
    report.complete()
