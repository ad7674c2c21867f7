"""Recognises the kind of a file from its first bytes."""

import re
from collections.abc import Callable
from typing import BinaryIO

from portal.media.signatures.compound import compound_kind
from portal.media.signatures.mp4 import mp4_kind
from portal.media.signatures.mpeg import is_mpeg_audio, mpeg_kind
from portal.media.signatures.ogg import ogg_kind
from portal.media.signatures.pdf import pdf_kind
from portal.media.signatures.plain import plain_kind
from portal.media.signatures.png import png_kind
from portal.media.signatures.webm import webm_kind
from portal.media.signatures.zipped import zip_kind

_HEAD = 1024
_RIFF_FORMS = {b"WAVE": "wav", b"WEBP": "webp", b"AVI ": "video"}
_PROGRAMS = re.compile(rb"(MZ.*\0|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe)", re.DOTALL)


def kind_of(file: BinaryIO) -> str:
    """Return the kind of an open file: a format of the allow list or a reason to refuse it."""
    head = file.read(_HEAD)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind if isinstance(kind, str) else kind(file)
    if head[4:8] == b"ftyp":
        return mp4_kind(file)
    if is_mpeg_audio(head):
        return "mp3"
    if _PROGRAMS.match(head):
        return "program"
    if b"%PDF-" in head:
        return pdf_kind(file)
    return plain_kind(file)


def _riff_kind(file: BinaryIO) -> str:
    file.seek(8)
    return _RIFF_FORMS.get(file.read(4), "unknown")


_STARTS: tuple[tuple[bytes, str | Callable[[BinaryIO], str]], ...] = (
    (b"%PDF-", pdf_kind),
    (b"PK\x03\x04", zip_kind),
    (b"PK\x05\x06", "archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", compound_kind),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", png_kind),
    (b"RIFF", _riff_kind),
    (b"OggS", ogg_kind),
    (b"ID3", mpeg_kind),
    (b"fLaC", "flac"),
    (b"#!AMR\n", "amr"),
    (b"#!AMR-WB\n", "amr-wb"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"\x1aE\xdf\xa3", webm_kind),
    (b"FLV\x01", "video"),
    (b"\0\0\x01\xba", "video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "sound"),
    (b"FORM", "sound"),
    (b"MThd", "sound"),
    (b"{\\rtf", "rich-text"),
    (b"%!PS", "postscript"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\0", "archive"),
)
