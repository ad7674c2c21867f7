"""Makes copies of one file in this process: opens the parser, closes the locks, then the file."""

import importlib
import os
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from portal.media.readers.jail import lock
from portal.media.readers.outcome import Failure, UnreadableError
from portal.media.readers.reading import beginning, reporting
from portal.media.readers.report import Report

_SOUND = ("mp3", "m4a", "mp4", "webm", "ogg", "opus", "wav", "flac", "amr", "amr-wb", "3gp")
_MODULES = {
    **{("clean", each): "clean_sound" for each in _SOUND},
    **{("clean", each): "clean_picture" for each in ("jpeg", "png", "webp")},
    **{("clean", each): "clean_text" for each in ("txt", "md")},
    ("clean", "pdf"): "clean_pdf",
    ("clean", "docx"): "clean_docx",
    ("clean", "odt"): "clean_odt",
    ("clean", "pptx"): "clean_pptx",
    **{("sound", each): "sound" for each in _SOUND},
    ("shrink", "pdf"): "shrink_pdf",
    ("page", "pdf"): "page_image",
    ("preview", "json"): "preview",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to make of which format, within which limits, into which open files."""

    work: str
    file_format: str
    seconds: int
    written_bytes: int
    descriptors: dict[str, int]


class Maker(Protocol):
    """Makes outputs of an open file and reports which of them are whole."""

    def __call__(
        self, file: BinaryIO, file_format: str, outputs: dict[str, BinaryIO], report: Report
    ) -> None:
        """Write the outputs, report findings, what was made, then complete."""


def make_outputs(order: Order) -> None:
    """Work on the file on standard input and report on standard output."""
    with reporting() as report:
        maker = _MODULES.get((order.work, order.file_format))
        if maker is None:
            raise UnreadableError(Failure.UNSUPPORTED, f"{order.work} {order.file_format}")
        with beginning():
            module = importlib.import_module(f"portal.media.makers.{maker}")
            make = cast("Maker", module.make)
            report.protections(lock(seconds=order.seconds, written_bytes=order.written_bytes))
        with ExitStack() as files:
            file = files.enter_context(os.fdopen(0, "rb", closefd=False))
            outputs: dict[str, BinaryIO] = {
                name: files.enter_context(os.fdopen(number, "w+b"))
                for name, number in order.descriptors.items()
            }
            make(file, order.file_format, outputs, report)
