"""Writes ZIP-based documents: no times, no comments, no owner, nothing behind the end."""

import zipfile
from collections.abc import Iterable
from typing import BinaryIO

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_ALREADY_SMALL = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def write_package(output: BinaryIO, parts: Iterable[tuple[str, bytes]]) -> None:
    """Write the parts in their order; `mimetype` (OpenDocument) is not compressed."""
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, date_time=_NO_TIME)
            entry.create_system = 0
            entry.compress_type = _compression(name)
            archive.writestr(entry, content)


def _compression(name: str) -> int:
    is_stored = name == "mimetype" or name.lower().endswith(_ALREADY_SMALL)
    return zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
