"""The files this site takes, recognised by their content."""

import codecs
import io
import re
from dataclasses import dataclass
from pathlib import Path

from portal.errors import InvalidError
from portal.media.models import Family
from portal.media.refusals import refusal_of
from portal.media.signatures.kind import kind_of

HEAD_BYTES = 1024

_TOLD_AT_ONCE = {
    "archive",
    "large-picture",
    "picture",
    "postscript",
    "program",
    "rich-text",
    "video",
    "web-page",
}
_TOLD_LATER = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"OggS", b"ID3")
_WIDE_TEXT = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")

_MARKDOWN = (".md", ".markdown")
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class FileType:
    """A format of the allow list; the first of its extensions is the usual one."""

    format: str
    media_type: str
    family: Family
    extensions: tuple[str, ...]

    @property
    def extension(self) -> str:
        """The usual ending of a name, with its dot."""
        return self.extensions[0]


class UnsupportedTypeError(InvalidError):
    """The content is not of a kind this site takes; the message says what to send instead."""

    def __init__(self, kind: str) -> None:
        super().__init__({"file": refusal_of(kind)})
        self.kind = kind


TYPES = {
    file_type.format: file_type
    for file_type in (
        FileType("pdf", "application/pdf", Family.TEXT, (".pdf",)),
        FileType("docx", f"{_OFFICE}.wordprocessingml.document", Family.TEXT, (".docx",)),
        FileType("odt", "application/vnd.oasis.opendocument.text", Family.TEXT, (".odt",)),
        FileType("pptx", f"{_OFFICE}.presentationml.presentation", Family.TEXT, (".pptx",)),
        FileType("txt", "text/plain", Family.TEXT, (".txt", ".text")),
        FileType("md", "text/markdown", Family.TEXT, _MARKDOWN),
        FileType("jpeg", "image/jpeg", Family.IMAGE, (".jpg", ".jpeg", ".jfif")),
        FileType("png", "image/png", Family.IMAGE, (".png",)),
        FileType("webp", "image/webp", Family.IMAGE, (".webp",)),
        FileType("mp3", "audio/mpeg", Family.AUDIO, (".mp3",)),
        FileType("m4a", "audio/mp4", Family.AUDIO, (".m4a", ".m4b", ".mp4")),
        FileType("ogg", "audio/ogg", Family.AUDIO, (".ogg", ".oga")),
        FileType("opus", "audio/ogg", Family.AUDIO, (".opus", ".ogg", ".oga")),
        FileType("wav", "audio/wav", Family.AUDIO, (".wav", ".wave")),
        FileType("flac", "audio/flac", Family.AUDIO, (".flac",)),
        FileType("amr", "audio/amr", Family.AUDIO, (".amr",)),
        FileType("amr-wb", "audio/amr-wb", Family.AUDIO, (".amr", ".awb")),
        FileType("mp4", "video/mp4", Family.AUDIO, (".mp4", ".m4v", ".mov", ".3gp")),
        FileType("webm", "audio/webm", Family.AUDIO, (".webm", ".weba", ".mkv", ".mka")),
        FileType("3gp", "audio/3gpp", Family.AUDIO, (".3gp", ".3gpp", ".3ga", ".3g2")),
    )
}


def refuse_early(head: bytes) -> None:
    """Raise UnsupportedTypeError when the first bytes settle that a file is not taken.

    `head` has `HEAD_BYTES` bytes. Whatever the rest could still change (the directory of
    an archive, tracks told at the end) passes.
    """
    if head.startswith(_TOLD_LATER):
        return
    kind = kind_of(io.BytesIO(head))
    is_text = head.startswith(_WIDE_TEXT) or not _CONTROLS.search(head)
    if kind in _TOLD_AT_ONCE or (kind == "unknown" and not is_text):
        raise UnsupportedTypeError(kind)


def sniff(path: Path, name: str) -> FileType:
    """Return the type of the bytes at `path`, or raise UnsupportedTypeError.

    The content decides; `name` only tells Markdown from other plain text.
    """
    with path.open("rb") as file:
        kind = kind_of(file)
    if kind == "txt" and name.lower().endswith(_MARKDOWN):
        kind = "md"
    if kind not in TYPES:
        raise UnsupportedTypeError(kind)
    return TYPES[kind]
