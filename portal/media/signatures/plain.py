"""Recognises plain text and the encoding it was saved in."""

import codecs
import re
from typing import BinaryIO

_LOOK = 1024 * 1024
_MAX_HIGH_SHARE = 0.3
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HIGH = re.compile(rb"[\x80-\xff]")
# The group is atomic: comments could be divided in so many ways that trying all would not end.
_MARKUP = re.compile(
    r"\s*(?>(?:<!--.*?-->\s*)*)<(!doctype|html|head|body|script|svg|\?xml)\b",
    re.IGNORECASE | re.DOTALL,
)


def plain_kind(file: BinaryIO) -> str:
    """Return `txt`, `web-page`, or `unknown` when it is not text."""
    file.seek(0)
    block = file.read(_LOOK)
    encoding = encoding_of(block, whole=len(block) < _LOOK)
    if not encoding:
        return "unknown"
    start = block[:2048].decode(encoding, "ignore").lstrip("\ufeff")
    return "web-page" if _MARKUP.match(start) else "txt"


def encoding_of(block: bytes, *, whole: bool) -> str:
    """Return the encoding of text, or nothing when it is not text we can read.

    UTF-8, UTF-16 with its mark, else Windows Latin when few enough bytes are beyond
    ASCII: other old encodings (Arabic ones) would come out as nonsense.
    """
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16" if _is_text(block, "utf-16", whole=whole) else ""
    if _is_text(block, "utf-8-sig", whole=whole):
        return "utf-8-sig"
    few_high = len(_HIGH.findall(block)) <= _MAX_HIGH_SHARE * len(block)
    return "cp1252" if few_high and _is_text(block, "cp1252", whole=whole) else ""


def _is_text(block: bytes, encoding: str, *, whole: bool) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(block, final=whole)
    except UnicodeDecodeError:
        return False
    return not _CONTROLS.search(text.removesuffix("\x1a"))
