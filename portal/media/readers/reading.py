"""Reads one file in this process: opens the parser, closes the locks, then the file."""

import errno
import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol, cast

from portal.media.readers.jail import lock
from portal.media.readers.outcome import CANNOT_BEGIN, Failure, UnreadableError
from portal.media.readers.report import Report

_MODULES = {
    "pdf": "pdf",
    "docx": "docx",
    "odt": "odt",
    "pptx": "pptx",
    "txt": "plain",
    "md": "plain",
    "jpeg": "image",
    "png": "image",
    "webp": "image",
    "mp3": "audio",
    "m4a": "audio",
    "ogg": "audio",
    "opus": "audio",
    "wav": "audio",
    "flac": "audio",
    "amr": "audio",
    "amr-wb": "audio",
    "3gp": "audio",
    "mp4": "audio",
    "webm": "audio",
    "csv": "table",
    "xlsx": "table",
    "ods": "table",
    "xls": "table",
}


_WRITING_FAILURES = {
    errno.ENOSPC: Failure.NO_SPACE,
    errno.EDQUOT: Failure.NO_SPACE,
    errno.EFBIG: Failure.TOO_BIG,
}


class Reader(Protocol):
    """Reads an open file of a format and reports what it learns."""

    def __call__(self, file: BinaryIO, file_format: str, report: Report) -> None:
        """Report pages and facts, say complete, then a thumbnail; or raise UnreadableError."""


def read_input(file_format: str) -> None:
    """Read the file on standard input and report on standard output."""
    with reporting() as report:
        if file_format not in _MODULES:
            raise UnreadableError(Failure.UNSUPPORTED, file_format)
        with beginning():
            module = importlib.import_module(f"portal.media.readers.{_MODULES[file_format]}")
            read = cast("Reader", module.read)
            report.protections(lock())
        with os.fdopen(0, "rb", closefd=False) as file:
            read(file, file_format, report)


@contextmanager
def beginning() -> Iterator[None]:
    """End the child when what comes before the file fails: that says nothing of the file."""
    try:
        yield
    except Exception as error:
        raise SystemExit(CANNOT_BEGIN) from error


@contextmanager
def reporting() -> Iterator[Report]:
    """Give a report on standard output, which ends with why the work failed, if it did."""
    output = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not mix with the report
    with os.fdopen(output, "wb") as stream:
        report = Report(stream)
        try:
            yield report
        except UnreadableError as error:
            report.failure(error.failure, error.detail)
        except MemoryError:
            report.failure(Failure.TOO_BIG, "memory")
        except OSError as error:
            failure = _WRITING_FAILURES.get(error.errno or 0, Failure.DAMAGED)
            report.failure(failure, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - parsers of hostile files raise anything
            report.failure(Failure.DAMAGED, type(error).__name__)
