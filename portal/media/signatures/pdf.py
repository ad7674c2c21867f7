"""Tells a PDF whose end is missing (ISO 32000-2, 7.5)."""

import os
from typing import BinaryIO

# Without any of these nothing says where the pages are: readers cannot even rebuild the table.
_MAPS = (b"startxref", b"trailer", b"/XRef")
_BLOCK = 1 << 20
_END = 1 << 16


def pdf_kind(file: BinaryIO) -> str:
    """Return `pdf`, or `cut-document` for one that no reader can open."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - _END))
    return "pdf" if _has_map(file) or _has_map_before(file) else "cut-document"


def _has_map(file: BinaryIO) -> bool:
    end = file.read(_END)
    return any(mark in end for mark in _MAPS)


def _has_map_before(file: BinaryIO) -> bool:
    """Return whether the whole file has a mark: one made for the web has it at its beginning."""
    file.seek(0)
    former = b""
    while block := file.read(_BLOCK):
        if any(mark in former + block for mark in _MAPS):
            return True
        former = block[-len(max(_MAPS, key=len)) :]
    return False
