"""Cleans the root of a PDF: of what concerns the whole document, only its signposts stay."""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, Pdf, String

from portal.media.makers.clean_names import names
from portal.media.makers.clean_tally import Tally
from portal.media.readers.outcome import Fate, Trace

_KEPT = names(
    "/Type /Pages /Version /Extensions /PageLabels /PageLayout /PageMode /ViewerPreferences "
    "/Names /Dests /Outlines /OpenAction /AcroForm /OCProperties "
    "/StructTreeRoot /MarkInfo /Lang /AA /Metadata /PieceInfo"
)
_INFO = {
    "/Producer": Trace.DEVICE,
    "/Creator": Trace.DEVICE,
    "/CreationDate": Trace.MOMENTS,
    "/ModDate": Trace.MOMENTS,
}
_WITHOUT_MEANING = names("/Author /Trapped")


def clean_catalog(pdf: Pdf, tally: Tally) -> None:
    """Drop the description of the document, its scripts, its attachments and its identity."""
    root = pdf.Root
    _note_info(pdf.trailer.get(Name.Info), tally)
    _clean_names(root, tally)
    _note_layers(root.get(Name.OCProperties), tally)
    if isinstance(root.get(Name.AF), Array):
        tally.add(Trace.ATTACHMENTS, count=len(root.AF))
    _keep(root, _KEPT)
    _keep(pdf.trailer, names("/Root /Size"))


def _keep(dictionary: Object, kept: frozenset[str]) -> None:
    for key in set(dictionary.keys()) - kept:
        del dictionary[key]


def _note_info(info: Object | None, tally: Tally) -> None:
    if not isinstance(info, Dictionary):
        return
    written = {key for key, value in info.items() if isinstance(value, String) and str(value)}
    tally.note(_INFO.get(key, Trace.TAGS) for key in written - _WITHOUT_MEANING)
    if "/Author" in written:
        tally.add_person(str(info.Author))


def _clean_names(root: Object, tally: Tally) -> None:
    trees = root.get(Name.Names)
    if not isinstance(trees, Dictionary):
        return
    if Name.JavaScript in trees:
        tally.add(Trace.SCRIPTS, count=max(1, _count_names(trees.JavaScript)))
    if Name.EmbeddedFiles in trees:
        tally.add(Trace.ATTACHMENTS, count=_count_names(trees.EmbeddedFiles))
    _keep(trees, names("/Dests"))


def _count_names(tree: Object) -> int:
    return sum(len(node.Names) // 2 for node in _nodes(tree) if _is_array(node.get(Name.Names)))


def _nodes(tree: Object) -> Iterator[Object]:
    seen, waiting = ObjectSet(), [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Dictionary) and seen.add(node):
            yield node
            kids = node.get(Name.Kids)
            if isinstance(kids, Array):
                waiting.extend(kids)


def _is_array(value: Object | None) -> bool:
    return isinstance(value, Array)


def _note_layers(properties: Object | None, tally: Tally) -> None:
    """Count the layers that nobody sees until she asks for them."""
    if not isinstance(properties, Dictionary) or not isinstance(properties.get(Name.D), Dictionary):
        return
    shown = properties.D
    if shown.get(Name.BaseState) == Name.OFF:
        hidden = _length(properties.get(Name.OCGs)) - _length(shown.get(Name.ON))
    else:
        hidden = _length(shown.get(Name.OFF))
    tally.add(Trace.HIDDEN, Fate.FOUND, hidden)


def _length(value: Object | None) -> int:
    return len(value) if isinstance(value, Array) else 0
