"""Decides what marked content of a PDF may say of itself: its number, and words for readers."""

import pikepdf
from pikepdf import Array, Dictionary, Integer, Name, Object, String

from portal.media.makers.clean_links import is_file_name
from portal.media.makers.clean_names import names

_WORDS = names("/ActualText /Alt /E /Lang")
_KINDS = {
    "/Type": names("/Pagination /Layout /Page /Background"),
    "/Subtype": names("/Header /Footer /Watermark /PageNum /Bates /LineNum"),
}
_EDGES = names("/Top /Bottom /Left /Right")


class UnclearContentError(Exception):
    """What draws a page cannot be taken apart with certainty."""


def parse_dictionary(inside: bytes) -> Object:
    """Return the dictionary whose inside is given as a stream writes it."""
    try:
        dictionary = Object.parse(b"<<" + inside + b">>")
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise UnclearContentError from error
    if not isinstance(dictionary, Dictionary):
        raise UnclearContentError
    return dictionary


def clean_label(label: Object) -> bool:
    """Drop what nobody reads from a list of properties; tell whether there was any."""
    dropped = [key for key, value in label.items() if not _is_kept(key, value)]
    for key in dropped:
        del label[key]
    return bool(dropped)


def clean_labels(labels: Object) -> bool:
    """Clean the lists of properties that resources name; layers are none."""
    named = [each for each in labels.values() if isinstance(each, Dictionary)]
    return True in [clean_label(each) for each in named if not _is_layer(each)]


def _is_layer(label: Object) -> bool:
    return label.get(Name.Type) in {Name.OCG, Name.OCMD}


def _is_kept(key: str, value: Object) -> bool:
    if key in _WORDS:
        return isinstance(value, String) and not (key == "/Alt" and is_file_name(str(value)))
    if key in _KINDS:
        return isinstance(value, Name) and str(value) in _KINDS[key]
    if key == "/Attached":
        return isinstance(value, Array) and all(_is_edge(each) for each in value)
    if key == "/BBox":
        return isinstance(value, Array) and all(_is_number(each) for each in value)
    return key == "/MCID" and isinstance(value, Integer)


def _is_edge(value: Object) -> bool:
    return isinstance(value, Name) and str(value) in _EDGES


def _is_number(value: Object) -> bool:
    return isinstance(value, Integer | pikepdf.Real)
