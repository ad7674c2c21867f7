"""Sweeps all that the pages of a PDF reach: metadata, private data, actions, attachments."""

import re

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, Pdf, Stream, String

from portal.media.makers.clean_links import is_file_name
from portal.media.makers.clean_names import names
from portal.media.makers.clean_pdf_actions import safe_action
from portal.media.makers.clean_pdf_drawings import Drawings
from portal.media.makers.clean_pdf_keys import keep_known
from portal.media.makers.clean_pdf_labels import clean_labels
from portal.media.makers.clean_pdf_streams import clean_stream, note_picture
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_traces import traces_in_words
from portal.media.readers.outcome import Trace

_SILENT = names(
    "/PieceInfo /LastModified /OPI /Measure /PtData /CreatorInfo /User /RF /SpiderInfo /JS "
    "/Author /Creator /Producer"
)
# Keys that programs make up have such a sign (ISO 32000, annex E): pdfTeX names files by them.
_MADE_UP = re.compile(r"[.:_]")
_COUNTED = {"/AF": Trace.ATTACHMENTS, "/EF": Trace.ATTACHMENTS, "/Thumb": Trace.PREVIEW}
SWEPT = _SILENT | _COUNTED.keys() | {"/Metadata", "/AA"}
_ACTIONS = names("/A /PA /OpenAction /Next")
_OTHER_WORDS = names("/Alt /TU")
_OUTSIDE = names("/F /FFilter /FDecodeParms /Ref")
_MAPS = names(
    "/Font /XObject /ColorSpace /Pattern /Shading /ExtGState /CharProcs /Dests "
    "/RoleMap /ClassMap /Colorants"
)
_MASKS = names("/SMask /Mask")
_MAX_XMP = 256 * 1024


class Sweep:
    """The walk through a document.

    In a map (the fonts of a page, say) authors choose the keys: there a key says nothing,
    and only what it leads to is cleaned. What is reached both ways is cleaned. A page that
    was taken out of the document, to which a link still leads, is emptied.
    """

    def __init__(self, pdf: Pdf, tally: Tally) -> None:
        self._pages = ObjectSet()
        for page in pdf.pages:
            self._pages.add(page.obj)
        self._pdf = pdf
        self._tally = tally
        self._drawings = Drawings(pdf, tally)
        self._seen = {role: ObjectSet() for role in ("", "map", "labels", "states", "mask")}
        self._waiting: list[tuple[Object, str]] = [(pdf.Root, "")]

    def run(self) -> None:
        """Clean everything that the root leads to."""
        while self._waiting:
            node, role = self._waiting.pop()
            if isinstance(node, Array) and self._seen[""].add(node):
                self._waiting += [(each, "") for each in node]
            elif isinstance(node, Stream) and self._seen["mask"].add(node):
                self._clean_stream(node, is_mask=role == "mask")
                self._add_children(node, "")
            elif isinstance(node, Dictionary) and self._seen[role].add(node):
                if not role:
                    self._clean(node)
                elif role == "labels" and clean_labels(node):
                    self._tally.note({Trace.TAGS})
                self._add_children(node, role)

    def _add_children(self, node: Object, role: str) -> None:
        for key, value in node.items():
            if role == "states":
                child = "map"
            elif role:
                child = ""
            elif key == "/AP":
                child = "states"
            elif key == "/Properties":
                child = "labels"
            elif key in _MASKS:
                child = "mask" if isinstance(value, Stream) else ""
            else:
                child = "map" if key in _MAPS else ""
            self._waiting.append((value, child))

    def _clean_stream(self, stream: Object, *, is_mask: bool) -> None:
        self._clean(stream)
        _drop(stream, _OUTSIDE)
        clean_stream(self._pdf, stream, self._tally)
        if not is_mask:
            note_picture(stream, self._tally)

    def _narrow(self, node: Object) -> None:
        """Keep of a page, picture or font what makes it one."""
        if node.get(Name.Type) == Name.Page and node not in self._pages:
            self._tally.add(Trace.HIDDEN)
            _drop(node, set(node.keys()))
        if keep_known(node):
            self._tally.note({Trace.TAGS})

    def _clean(self, node: Object) -> None:
        self._narrow(node)
        self._drawings.clean(node)
        keys = set(node.keys())
        if "/Metadata" in keys:
            self._note_metadata(node[Name.Metadata])
        if "/AA" in keys:
            self._note_events(node[Name.AA])
        for key in keys & _COUNTED.keys():
            value = node[key]
            self._tally.add(_COUNTED[key], count=len(value) if isinstance(value, Array) else 1)
        if made_up := set(filter(_MADE_UP.search, keys)):
            self._tally.add(Trace.TAGS)
            _drop(node, made_up)
        if node.get(Name.O) == Name.UserProperties:
            self._tally.add(Trace.TAGS)
            node[Name.P] = Array()
        _drop(node, keys & SWEPT)
        for key in keys.intersection(_ACTIONS):
            safe_action(node, key, self._tally)
        for key in keys.intersection(_OTHER_WORDS):
            words = node[key]
            if isinstance(words, String) and is_file_name(str(words)):
                self._tally.add(Trace.DEVICE)
                del node[key]

    def _note_metadata(self, metadata: Object) -> None:
        is_small = isinstance(metadata, Stream) and len(metadata.read_raw_bytes()) <= _MAX_XMP
        self._tally.note(traces_in_words(metadata.read_bytes()) if is_small else {Trace.TAGS})

    def _note_events(self, events: Object) -> None:
        actions = list(events.values()) if isinstance(events, Dictionary) else []
        is_script = any(isinstance(each, Dictionary) and Name.JS in each for each in actions)
        self._tally.add(Trace.SCRIPTS if is_script else Trace.ACTIONS)


def _drop(node: Object, keys: set[str] | frozenset[str]) -> None:
    for key in keys:
        if key in node:
            del node[key]
