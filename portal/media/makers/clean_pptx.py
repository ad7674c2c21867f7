"""A clean copy of a PPTX: its slides, without the speaker's notes and without its people."""

from typing import BinaryIO

from portal.media.makers.clean_names import names
from portal.media.makers.clean_office import clean_office
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import Element, attribute, local, remove
from portal.media.readers.outcome import Fate, Trace
from portal.media.readers.report import Report

_GONE = names("modifyVerifier htmlPubPr webPr custDataLst")
_NO = names("0 false")
_YES = names("1 true")


def make(file: BinaryIO, file_format: str, outputs: dict[str, BinaryIO], report: Report) -> None:
    """Write the slides as those see them who only watch."""
    tally = Tally()
    clean_office(file, outputs["clean"], _clean_part, tally)
    tally.report(report)
    report.made("clean", file_format)
    report.complete()


def _clean_part(root: Element, tally: Tally) -> None:
    if local(root) == "sld" and attribute(root, "show") in _NO:
        tally.add(Trace.HIDDEN, Fate.FOUND)
    for element in list(root.iter()):
        kind = local(element)
        if kind in _GONE:
            remove(element)
        elif kind == "cNvPr" and attribute(element, "hidden") in _YES:
            tally.add(Trace.HIDDEN, Fate.FOUND)
