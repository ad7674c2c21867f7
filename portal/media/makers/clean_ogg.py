"""Copies Opus or Vorbis sound in Ogg, page by page, with comments that say nothing."""

from typing import BinaryIO

from portal.media.makers.clean_tally import Tally
from portal.media.makers.ogg_pages import FIRST, Page, packed_packets, pages
from portal.media.readers.outcome import Failure, Trace, UnreadableError

_SEGMENT = 255
_OPUS, _VORBIS = b"OpusHead", b"\x01vorbis"
_OPUS_COMMENTS = b"OpusTags" + bytes(8)
_VORBIS_COMMENTS = b"\x03vorbis" + bytes(8) + b"\x01"
_VORBIS_HEAD_BYTES, _OPUS_HEAD_BYTES = 30, 19
_MAX_HEADER_BYTES = 32 * 1024 * 1024


def clean_ogg(file: BinaryIO, output: BinaryIO, tally: Tally, file_format: str) -> str:
    """Write the sound of a file, stream after stream; what is beside it is left out."""
    link, count = None, 0
    for page in pages(file):
        if page is None:
            tally.add(Trace.HIDDEN)
        elif page.flags & FIRST and page.body.startswith((_OPUS, _VORBIS)) and _is_over(link):
            count += 1
            link = _Link(page, count)
        elif link and page.serial == link.serial:
            output.write(link.passed_on(page))
    if not output.tell():
        raise UnreadableError(Failure.DAMAGED, "no sound")
    return file_format


class _Link:
    """A stream: its headers are made anew, then its pages pass with another number."""

    def __init__(self, first: Page, new_serial: int) -> None:
        self.serial = first.serial
        self._new_serial = new_serial
        self._head = _plain_head(first.body)
        self._packets: list[bytes] = []
        self._unfinished = bytearray()
        self._number = 0

    @property
    def has_headers(self) -> bool:
        """Whether what comes now is sound."""
        return self._number > 0

    def passed_on(self, page: Page) -> bytes:
        """Return what to write for the next page."""
        if self.has_headers:
            self._number += 1
            return page.renumbered(self._new_serial, self._number - 1).packed()
        self._collect(page)
        return self._headers() if len(self._packets) >= self._expected else b""

    @property
    def _expected(self) -> int:
        return 1 if self._head.startswith(_OPUS) else 2

    def _collect(self, page: Page) -> None:
        """Take in the header packets, which may run over several pages."""
        at = 0
        for length in page.lengths:
            self._unfinished += page.body[at : at + length]
            at += length
            if length < _SEGMENT:
                self._packets.append(bytes(self._unfinished))
                self._unfinished.clear()
        if len(self._unfinished) > _MAX_HEADER_BYTES:
            raise UnreadableError(Failure.TOO_BIG, "headers")

    def _headers(self) -> bytes:
        first = Page(FIRST, 0, self._new_serial, 0, bytes([len(self._head)]), self._head)
        comments = _OPUS_COMMENTS if self._head.startswith(_OPUS) else _VORBIS_COMMENTS
        setup = self._packets[1 : self._expected]
        others = list(packed_packets([comments, *setup], serial=self._new_serial, number=1))
        self._number = 1 + len(others)
        return first.packed() + b"".join(others)


def _is_over(link: _Link | None) -> bool:
    """Tell whether another stream of sound follows, rather than lies beside this one."""
    return link is None or link.has_headers


def _plain_head(packet: bytes) -> bytes:
    """Return the first packet of a stream, with nothing behind what it must say."""
    if packet.startswith(_VORBIS):
        return packet[:_VORBIS_HEAD_BYTES]
    channels, mapping = packet[9:10], packet[18:19]
    more = 2 + channels[0] if channels and mapping != b"\0" else 0
    return packet[: min(_OPUS_HEAD_BYTES + more, _SEGMENT - 1)]
