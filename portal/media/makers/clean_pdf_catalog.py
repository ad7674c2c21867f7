"""Cleans the root of a PDF: of what concerns the whole document, only its signposts stay."""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, ObjectSet, Pdf, Stream, String

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
    tally.add(Trace.ATTACHMENTS, count=_count_attachments(root))
    _clean_names(root, tally)
    _note_layers(root.get(Name.OCProperties), tally)
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
    _keep(trees, names("/Dests"))


def _count_attachments(root: Object) -> int:
    """Return how many files are attached; programs list the same one by name and beside."""
    beside, trees = root.get(Name.AF), root.get(Name.Names)
    listed = list(beside) if isinstance(beside, Array) else []
    if isinstance(trees, Dictionary) and Name.EmbeddedFiles in trees:
        listed += [each for some in _lists(trees.EmbeddedFiles) for each in list(some)[1::2]]
    return len(ObjectSet([_bytes_of(each) for each in listed if isinstance(each, Dictionary)]))


def _bytes_of(attachment: Object) -> Object:
    """Return what tells an attachment from others: its bytes, or itself where there are none."""
    embedded = attachment.get(Name.EF)
    streams = list(embedded.values()) if isinstance(embedded, Dictionary) else []
    return next((each for each in streams if isinstance(each, Stream)), attachment)


def _count_names(tree: Object) -> int:
    return sum(len(each) // 2 for each in _lists(tree))


def _lists(tree: Object) -> Iterator[Object]:
    """Yield the lists of a tree in which each name stands before what it names."""
    return (node.Names for node in _nodes(tree) if isinstance(node.get(Name.Names), Array))


def _nodes(tree: Object) -> Iterator[Object]:
    seen, waiting = ObjectSet(), [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Dictionary) and seen.add(node):
            yield node
            kids = node.get(Name.Kids)
            if isinstance(kids, Array):
                waiting.extend(kids)


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
