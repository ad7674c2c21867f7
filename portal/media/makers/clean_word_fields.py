"""Cleans the fields of a Word part: those that name people or machines, or fetch files."""

import re
from dataclasses import dataclass, field

from portal.media.makers.clean_links import is_public_link
from portal.media.makers.clean_names import names
from portal.media.makers.clean_tally import Tally
from portal.media.makers.clean_xml import Element, attribute, local, remove, unwrap
from portal.media.readers.naming_fields import NAMING_IN_WORD, keyword_of
from portal.media.readers.outcome import Trace

_FETCHING = names(
    "LINK DDE DDEAUTO INCLUDE INCLUDETEXT INCLUDEPICTURE IMPORT DATABASE RD MACROBUTTON"
)
_OF_PROGRAMS = names("ADDIN PRIVATE")  # citations carry the account of who collected them
_QUOTED = re.compile(r'"([^"]*)"')


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction, its own marks, and all it holds."""

    instruction: list[str] = field(default_factory=list)
    marks: list[Element] = field(default_factory=list)
    held: list[Element] = field(default_factory=list)
    shows: bool = False


def clean_fields(root: Element, tally: Tally) -> None:
    """Drop fields that name people and machines; of those that fetch keep what they show."""
    _clean_complex(root, tally)
    for simple in [each for each in root.iter() if local(each) == "fldSimple"]:
        verdict = _verdict(attribute(simple, "instr") or "")
        if verdict is None:
            continue
        trace, is_gone = verdict
        tally.add(trace)
        if is_gone:
            remove(simple)
        else:
            unwrap(simple)


def _clean_complex(root: Element, tally: Tally) -> None:
    opened: list[_Field] = []
    for run in [each for each in root.iter() if local(each) == "r"]:
        for element in list(run):
            kind = local(element)
            if kind == "fldChar" and attribute(element, "fldCharType") == "begin":
                opened.append(_Field())
            if opened and kind != "rPr":
                _hold(opened, element)
            if opened and kind == "fldChar" and attribute(element, "fldCharType") == "end":
                _close(opened.pop(), tally)


def _hold(opened: list[_Field], element: Element) -> None:
    for each in opened:
        each.held.append(element)
    innermost = opened[-1]
    match local(element):
        case "fldChar":
            innermost.marks.append(element)
            innermost.shows |= attribute(element, "fldCharType") == "separate"
        case "instrText" if not innermost.shows:
            innermost.marks.append(element)
            innermost.instruction.append(element.text or "")


def _close(closed: _Field, tally: Tally) -> None:
    verdict = _verdict("".join(closed.instruction))
    if verdict is None:
        return
    trace, is_gone = verdict
    tally.add(trace)
    for element in closed.held if is_gone else closed.marks:
        remove(element)


def _verdict(instruction: str) -> tuple[Trace, bool] | None:
    """Return what a field gives away, and whether what it shows has to go too."""
    keyword = keyword_of(instruction)
    if keyword in NAMING_IN_WORD:
        return NAMING_IN_WORD[keyword], True
    if keyword in _OF_PROGRAMS:
        return Trace.TAGS, False
    if keyword in _FETCHING:
        return Trace.ACTIONS, False
    if keyword == "HYPERLINK":
        is_public = all(map(is_public_link, _QUOTED.findall(instruction)))
        return None if is_public else (Trace.ACTIONS, False)
    return None
