"""Cleans what draws: pages, forms, patterns, letters, and how annotations appear."""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, Pdf, PdfError, Stream

from portal.media.makers.clean_pdf_inline import clean_inline
from portal.media.makers.clean_pdf_labels import UnclearContentError
from portal.media.makers.clean_pdf_tokens import InlinePicture, is_suspect, take_apart
from portal.media.makers.clean_tally import Tally
from portal.media.readers.outcome import Fate, Trace

_DRAWING = (Name.Contents, Name.CharProcs, Name.AP)
_MAX_TAKEN_APART = 64 * 1024 * 1024


class Drawings:
    """What draws in one document, each cleaned once.

    Reading token by token is slow: where a document has too much to be read so, and where
    a drawing is damaged, it stays as it is and is reported.
    """

    def __init__(self, pdf: Pdf, tally: Tally) -> None:
        self._pdf = pdf
        self._tally = tally
        self._seen = ObjectSet()
        self._room = _MAX_TAKEN_APART

    def clean(self, node: Object) -> None:
        """Clean what a dictionary draws itself, and what it names to draw for it."""
        if isinstance(node, Stream) and _draws(node):
            self._clean_once(node)
        for key in _DRAWING:
            if key in node:
                for stream in self._streams(node[key]):
                    self._clean_once(stream)

    def _streams(self, start: Object) -> Iterator[Object]:
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Stream):
                yield node
            elif isinstance(node, Array) and self._seen.add(node):
                waiting.extend(node)
            elif isinstance(node, Dictionary) and self._seen.add(node):
                waiting.extend(node.values())

    def _clean_once(self, stream: Object) -> None:
        if self._seen.add(stream) and stream.get(Name.Subtype) != Name.Image:
            try:
                self._clean_stream(stream)
            except (UnclearContentError, PdfError):
                self._tally.add(Trace.TAGS, Fate.KEPT)

    def _clean_stream(self, stream: Object) -> None:
        content = self._decoded(stream)
        if not is_suspect(content):
            return
        self._room -= len(content)
        if self._room < 0:
            raise UnclearContentError
        drawing = take_apart(self._pdf, content)
        if drawing.was_labelled:
            self._tally.note({Trace.TAGS})
        cleaned = b"".join(self._written(piece) for piece in drawing.pieces)
        if cleaned != content:
            stream.write(cleaned)

    def _decoded(self, stream: Object) -> bytes:
        """Return what draws, out of its filters.

        It is read apart from the document: there, what does not fit into memory passes for damaged.
        """
        apart = Stream(self._pdf, stream.read_raw_bytes())
        for key in (Name.Filter, Name.DecodeParms):
            if key in stream:
                apart[key] = stream[key]
        return bytes(apart.read_bytes())

    def _written(self, piece: bytes | InlinePicture) -> bytes:
        if isinstance(piece, InlinePicture):
            return clean_inline(self._pdf, piece, self._tally)
        return piece


def _draws(stream: Object) -> bool:
    """Tell whether a stream draws by itself: a form, or a pattern that repeats."""
    subtype = stream.get(Name.Subtype)
    is_other = stream.get(Name.Type) == Name.XObject and subtype != Name.Image
    return is_other or subtype == Name.Form or stream.get(Name.PatternType) == 1
