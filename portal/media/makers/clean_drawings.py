"""Makes drawings and pictures in office documents nameless: programs name them after files."""

import re

from portal.media.makers.clean_links import is_file_name, is_path, is_public_link
from portal.media.makers.clean_names import names
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import Element, local
from portal.media.readers.outcome import Trace

_DRAWN = names("docPr cNvPr shape imagedata rect")
_WORDS = names("descr title alt")
_NAMELESS = "Picture"
_WORKBOOK = re.compile(r"(?<=')[^'\[]*\[[^\]]*\]|^\[[^\]]*\]")  # before the name of a sheet


def clean_drawings(root: Element, tally: Tally) -> None:
    """Drop names and descriptions that are names of files, and paths wherever they are."""
    for element in root.iter():
        if local(element) in _DRAWN:
            _clean(element, tally)
        _clear_paths(element, tally)
        if local(element) == "f" and "/chart}" in element.tag and element.text:
            element.text = _WORKBOOK.sub("", element.text)


def _clear_paths(element: Element, tally: Tally) -> None:
    """Empty what names a file on a machine: the tip of a link, the words about a table."""
    for key, value in element.attrib.items():
        if is_path(value):
            tally.add(Trace.DEVICE)
            element.attrib[key] = ""


def _clean(element: Element, tally: Tally) -> None:
    for key, value in list(element.attrib.items()):
        name = key.rpartition("}")[2]
        if name in _WORDS and is_file_name(value):
            del element.attrib[key]
        elif name == "name" and is_file_name(value):
            element.attrib[key] = _NAMELESS
        elif name in {"href", "src"} and not is_public_link(value):
            del element.attrib[key]
        else:
            continue
        if is_path(value):
            tally.add(Trace.DEVICE)
