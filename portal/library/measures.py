"""How long and how heavy a file is, said before the click."""

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from portal.library.entries import Entry, Weight
from portal.media.models import Family, File, Purpose
from portal.web.formats import filesize, minutes, number

PLAIN_FORMATS = {"txt": _("Plain text"), "md": _("Plain text")}
PICTURE = _("Picture")


def file_facts(file: File) -> list[str]:
    """Return the length and the size of a file that people see, and its format unless it sounds.

    Of a recording the size is that of the copy which plays by itself, the lightest.
    """
    copies = {copy.purpose: copy for copy in file.renditions}
    clean = copies.get(Purpose.CLEAN)
    if file.family is Family.AUDIO:
        lightest = copies.get(Purpose.LIGHT, clean)
        return [*lengths_of(file), filesize(lightest.size if lightest else file.size)]
    seen_format, size = (clean.format, clean.size) if clean else (file.format, file.size)
    return [_name_of(file.family, seen_format), *lengths_of(file), filesize(size)]


def entry_facts(entry: Entry) -> list[str]:
    """Return the length and the size of an item's first file, and how many more there are."""
    if not entry.files:
        return []
    first, *others = entry.files
    facts = [*lengths_of(first), filesize(first.size)]
    if others:
        facts.append(
            ngettext(
                "%(number)s more file",
                "%(number)s more files",
                len(others),
                number=number(len(others)),
            )
        )
    return facts


def lengths_of(file: File | Weight) -> list[str]:
    """Return the minutes and the pages of a file, as far as they are known."""
    lengths = []
    if file.duration:
        lengths.append(minutes(file.duration))
    if file.page_count:
        lengths.append(
            ngettext(
                "%(number)s page",
                "%(number)s pages",
                file.page_count,
                number=number(file.page_count),
            )
        )
    return lengths


def _name_of(family: Family, file_format: str) -> str:
    if family is Family.IMAGE:
        return str(PICTURE)
    return str(PLAIN_FORMATS.get(file_format, file_format.upper()))
