"""Looks inside ZIP-based documents: their directory is measured before it is read."""

import lzma
import struct
import zipfile
import zlib
from typing import BinaryIO

MAX_ENTRIES = 5_000
MAX_DIRECTORY = 2 * 1024 * 1024
_END = b"PK\x05\x06"
_END_SIZE = 22
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_LOCATOR_SIZE = 20
_MAX_COMMENT = 65_535
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_LONGEST_MIMETYPE = 200
# All that zipfile was seen to raise on archives with a few bytes changed.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class UnreadableZipError(Exception):
    """The directory is missing, broken, or larger than any honest document needs."""


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """Return the archive, once its directory is known to be small."""
    _measure(file)
    try:
        return zipfile.ZipFile(file)
    except _BROKEN as error:
        raise UnreadableZipError from error


def zip_kind(file: BinaryIO) -> str:
    """Return what kind of document a ZIP file is."""
    try:
        with open_zip(file) as archive:
            return _kind(archive)
    except UnreadableZipError:
        return "damaged"


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if any(name.endswith("vbaProject.bin") for name in names):
        return "macros"
    if any(name.startswith("word/document") for name in names):
        return "docx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return _open_document_kind(archive) if "mimetype" in names else "archive"


def _open_document_kind(archive: zipfile.ZipFile) -> str:
    try:
        with archive.open("mimetype") as part:
            mimetype = part.read(_LONGEST_MIMETYPE).decode("ascii", "replace").strip()
    except _BROKEN:
        return "damaged"
    if mimetype == f"{_OPEN_DOCUMENT}text":
        return "odt"
    if mimetype == f"{_OPEN_DOCUMENT}spreadsheet":
        return "ods"
    if mimetype.startswith(_OPEN_DOCUMENT):
        return "open-document"
    return "e-book" if mimetype == "application/epub+zip" else "archive"


def _measure(file: BinaryIO) -> None:
    """Refuse a directory that would cost much to read (the whole file may be one)."""
    end = file.seek(0, 2)
    file.seek(max(0, end - _MAX_COMMENT - _END_SIZE - _ZIP64_LOCATOR_SIZE))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise UnreadableZipError
    entries, size = struct.unpack_from("<HI", tail, at + 10)
    has_zip64 = tail[max(0, at - _ZIP64_LOCATOR_SIZE) :].startswith(_ZIP64_LOCATOR)
    if has_zip64 or entries > MAX_ENTRIES or size > MAX_DIRECTORY:
        raise UnreadableZipError
    file.seek(0)
