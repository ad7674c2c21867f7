"""The protection report in words: what was found in a file, and what became of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.media.readers.outcome import Fate, Trace

_Sentence = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences of one fate, under a heading."""

    fate: Fate
    heading: str
    sentences: tuple[str, ...]


def sentences(protection: Iterable[Mapping[str, Any]]) -> list[Group]:
    """Return what to judge first, then what could not be removed, then what was.

    `protection` is that of a file; the sentences are in the reader's language.
    """
    findings = [
        (Fate(each["fate"]), Trace(each["trace"]), int(each.get("count") or 1))
        for each in protection
    ]
    return [
        Group(fate, _heading(fate), tuple(_say(*each) for each in findings if each[0] is fate))
        for fate in _ORDER
        if any(each[0] is fate for each in findings)
    ]


_ORDER = (Fate.FOUND, Fate.KEPT, Fate.REMOVED)


def _heading(fate: Fate) -> str:
    match fate:
        case Fate.FOUND:
            return _("To look at before this is published")
        case Fate.KEPT:
            return _("What could not be removed")
        case Fate.REMOVED:
            return _("What was removed from the public copy")


def _say(fate: Fate, trace: Trace, count: int) -> str:
    return _SENTENCES.get((fate, trace), _OTHER[fate])(count)


_OTHER: dict[Fate, _Sentence] = {
    Fate.FOUND: lambda _count: _("This file holds something that may tell about people: look."),
    Fate.KEPT: lambda _count: _(
        "Something that may tell about people is still in the public copy: "
        "save the file in another form and send that, if this could harm anybody."
    ),
    Fate.REMOVED: lambda _count: _("Something that may tell about people was removed."),
}
_REMOVED: dict[Trace, _Sentence] = {
    Trace.PLACE: lambda count: ngettext(
        "The place where a picture or recording was made was removed.",
        "The places where %(num)s pictures or recordings were made were removed.",
        count,
    ),
    Trace.PEOPLE: lambda count: ngettext(
        "The name of one person who wrote, changed, signed or commented was removed.",
        "The names of %(num)s people who wrote, changed, signed or commented were removed.",
        count,
    ),
    Trace.DEVICE: lambda _count: _(
        "The names of the device, the program or the folders used were removed."
    ),
    Trace.MOMENTS: lambda _count: _("The times when it was made and changed were removed."),
    Trace.COMMENTS: lambda count: ngettext(
        "One comment was removed.", "%(num)s comments were removed.", count
    ),
    Trace.CHANGES: lambda count: ngettext(
        "One recorded change was accepted, so that what was there before no longer shows.",
        "%(num)s recorded changes were accepted, so that what was there before no longer shows.",
        count,
    ),
    Trace.HIDDEN: lambda count: ngettext(
        "One hidden passage or the speaker's notes of one slide were removed.",
        "%(num)s hidden passages or speaker's notes of slides were removed.",
        count,
    ),
    Trace.VERSIONS: lambda count: ngettext(
        "One earlier version inside the file was removed.",
        "%(num)s earlier versions inside the file were removed.",
        count,
    ),
    Trace.SCRIPTS: lambda count: ngettext(
        "One script was removed.", "%(num)s scripts were removed.", count
    ),
    Trace.ACTIONS: lambda count: ngettext(
        "One action or link that reached into a computer was removed.",
        "%(num)s actions or links that reached into a computer were removed.",
        count,
    ),
    Trace.ATTACHMENTS: lambda count: ngettext(
        "One file hidden inside this one was removed.",
        "%(num)s files hidden inside this one were removed.",
        count,
    ),
    Trace.TAGS: lambda _count: _(
        "Labels stored in the file, such as a title or key words, were removed."
    ),
    Trace.COVER: lambda count: ngettext(
        "The cover picture was removed.", "%(num)s cover pictures were removed.", count
    ),
    Trace.PREVIEW: lambda count: ngettext(
        "A small preview picture was removed.",
        "%(num)s small preview pictures were removed.",
        count,
    ),
    Trace.PICTURE_DATA: lambda count: ngettext(
        "What one picture of the document told about itself was removed.",
        "What %(num)s pictures of the document told about themselves was removed.",
        count,
    ),
    Trace.MOVING_PICTURE: lambda _count: _("The moving picture was removed."),
}
_FOUND: dict[Trace, _Sentence] = {
    Trace.PICTURES: lambda count: ngettext(
        "This file has a picture large enough to recognise somebody: "
        "make sure that the people in it agree.",
        "This file has %(num)s pictures large enough to recognise somebody: "
        "make sure that the people in them agree.",
        count,
    ),
    Trace.HIDDEN: lambda count: ngettext(
        "One slide, layer or object is hidden and stays in the public copy: "
        "delete it if nobody should see it.",
        "%(num)s slides, layers or objects are hidden and stay in the public copy: "
        "delete them if nobody should see them.",
        count,
    ),
}
_KEPT: dict[Trace, _Sentence] = {
    Trace.PICTURE_DATA: lambda count: ngettext(
        "One picture of the document is of an old or damaged kind: "
        "what it may tell about itself is still in the public copy.",
        "%(num)s pictures of the document are of an old or damaged kind: "
        "what they may tell about themselves is still in the public copy.",
        count,
    ),
}
_SENTENCES = {
    (fate, trace): sentence
    for fate, known in ((Fate.REMOVED, _REMOVED), (Fate.FOUND, _FOUND), (Fate.KEPT, _KEPT))
    for trace, sentence in known.items()
}
