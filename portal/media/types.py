"""The files this site takes, recognised by their content."""

from dataclasses import dataclass
from pathlib import Path

from portal.errors import InvalidError
from portal.media.models import Family
from portal.media.refusals import refusal_of
from portal.media.signatures.kind import kind_of

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
        FileType("3gp", "audio/3gpp", Family.AUDIO, (".3gp", ".3gpp", ".3ga", ".3g2")),
    )
}


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
