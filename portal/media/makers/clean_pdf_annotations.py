"""Cleans what lies on the pages of a PDF: marks and fields stay, who made them goes."""

from pikepdf import Array, Dictionary, Integer, Name, Object, ObjectSet, String

from portal.media.makers.clean_names import names
from portal.media.makers.clean_pdf_keys import keep_fields, keep_of_annotation
from portal.media.makers.clean_tally import Tally
from portal.media.readers.outcome import Trace

_MARKS = names(
    "/Highlight /Underline /Squiggly /StrikeOut /Square /Circle /Line /Polygon /PolyLine "
    "/Ink /Stamp /Caret /FreeText /Redact /Watermark"
)
_PLAIN = names("/Link /Widget")
_OF_AUTHORS = names(
    "/T /Contents /RC /Subj /M /NM /CreationDate /Popup /IRT /RT /State /StateModel "
    "/ExData /Sound /FS"
)
_OF_FORMS = names("/Fields /DR /DA /Q /NeedAppearances")
_VALUES = names("/V /DV /RV /AP /MK")
_HIDDEN = 2
_DEEPEST = 32


def clean_annotations(page: Object, tally: Tally) -> None:
    """Drop notes, attachments and signatures of a page; make its visible marks nameless."""
    annotations = page.get(Name.Annots)
    if not isinstance(annotations, Array):
        return
    dictionaries = [each for each in annotations if isinstance(each, Dictionary)]
    kept = []
    for each in dictionaries:
        if _is_kept(each, tally):
            kept.append(each)
        else:  # the structure of the document may lead to it still
            _drop(each, frozenset(each.keys()))
    for each in kept:
        if keep_of_annotation(each):
            tally.note({Trace.TAGS})
    page[Name.Annots] = Array(kept)


def clean_form(root: Object, tally: Tally) -> None:
    """Drop signatures and hidden forms (XFA); values that fields show stay."""
    form = root.get(Name.AcroForm)
    if not isinstance(form, Dictionary):
        return
    if Name.XFA in form:
        tally.add(Trace.HIDDEN)
    for key in set(form.keys()) - _OF_FORMS:
        del form[key]
    seen, waiting = ObjectSet(), list[Object]((form,))
    while waiting:
        field = waiting.pop()
        if isinstance(field, Dictionary) and seen.add(field):
            if field is not form and keep_fields(field):
                tally.note({Trace.TAGS})
            waiting.extend(_clean_fields(field))


def _clean_fields(parent: Object) -> list[Object]:
    """Drop the signatures among the fields below a node, and return the others."""
    children: list[Object] = []
    for key in (Name.Fields, Name.Kids):
        fields = parent.get(key)
        if isinstance(fields, Array):
            unsigned = [each for each in fields if not _is_signature(each)]
            parent[key] = Array(unsigned)
            children += unsigned
    return children


def _is_kept(annotation: Object, tally: Tally) -> bool:
    kind = str(annotation.get(Name.Subtype, ""))
    if _is_signature(annotation):
        signature = _inherited(annotation, Name.V)
        name = signature.get(Name.Name) if isinstance(signature, Dictionary) else None
        tally.add_person(str(name) if isinstance(name, String) else None)
        tally.add(Trace.PEOPLE)
        return False
    if kind in _PLAIN:
        _drop(annotation, names("/M /NM"))
        if _is_hidden(annotation):
            _empty(annotation, tally)
        return True
    _note_author(annotation, tally)
    if kind in _MARKS and _is_hidden(annotation):
        tally.add(Trace.HIDDEN)
        return False
    if kind in _MARKS:
        _make_nameless(annotation, kind, tally)
        return True
    if kind == "/Text":
        tally.add(Trace.COMMENTS)
    elif kind != "/Popup":
        tally.add(Trace.ATTACHMENTS)
    return False


def _make_nameless(annotation: Object, kind: str, tally: Tally) -> None:
    """Drop who wrote a mark and what she said of it; words that are the mark itself stay."""
    words = annotation.get(Name.Contents)
    if kind == "/FreeText":
        _drop(annotation, _OF_AUTHORS - {"/Contents"})
        return
    if isinstance(words, String) and str(words).strip():
        tally.add(Trace.COMMENTS)
    _drop(annotation, _OF_AUTHORS)


def _is_hidden(annotation: Object) -> bool:
    """Tell whether neither screen nor paper shows it; the scripts that could are gone."""
    flags = annotation.get(Name.F)
    return isinstance(flags, Integer) and bool(int(flags) & _HIDDEN)


def _empty(field: Object, tally: Tally) -> None:
    """Drop what a hidden field was filled with."""
    if Name.V in field:
        tally.add(Trace.HIDDEN)
    _drop(field, _VALUES)


def _note_author(annotation: Object, tally: Tally) -> None:
    author = annotation.get(Name.T)
    if isinstance(author, String):
        tally.add_person(str(author))


def _drop(dictionary: Object, keys: frozenset[str]) -> None:
    for key in keys:
        if key in dictionary:
            del dictionary[key]


def _is_signature(field: Object) -> bool:
    return (
        isinstance(field, Dictionary)
        and _inherited(field, Name.FT) == Name.Sig
        and isinstance(_inherited(field, Name.V), Dictionary)
    )


def _inherited(field: Object, key: Name) -> Object | None:
    node: Object | None = field
    for _ in range(_DEEPEST):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get(Name.Parent)
    return None
