"""A picture without its metadata, and what that metadata gave away."""

from dataclasses import dataclass, field

from portal.media.makers.clean_traces import traces_in_words
from portal.media.readers.outcome import Trace


class BrokenPictureError(Exception):
    """The blocks of a picture do not follow each other as its format asks."""


@dataclass(slots=True)
class Stripped:
    """What is left of a picture, pixels untouched; `orientation` is what its EXIF asked for."""

    content: bytes = b""
    traces: set[Trace] = field(default_factory=set)
    orientation: int = 1

    def add_tail(self, tail: bytes) -> None:
        """Note what followed the end of a picture: another, a film, or anything hidden."""
        if b"ftyp" in tail[:4096]:
            self.traces.add(Trace.MOVING_PICTURE)
        elif tail.startswith((b"\xff\xd8\xff", b"\x89PNG")):
            self.traces.add(Trace.PREVIEW)
        elif tail.strip(b"\0\r\n "):
            self.traces.add(Trace.ATTACHMENTS)

    def add_xmp(self, content: bytes) -> None:
        """Note what XMP gave away."""
        self.traces |= traces_in_words(content)
