"""How long and how heavy a file is, said before the click."""

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from portal.library.models import Item
from portal.media.models import Family, File
from portal.web.formats import filesize, minutes

PLAIN_FORMATS = {"txt": _("Plain text"), "md": _("Plain text")}
PICTURE = _("Picture")


def file_facts(file: File) -> list[str]:
    """Return the format, the length and the size of a file."""
    return [_format_of(file), *lengths_of(file), filesize(file.size)]


def item_facts(item: Item) -> list[str]:
    """Return the length and the size of an item's first file, and how many more there are."""
    if not item.files:
        return []
    first, *others = item.files
    facts = [*lengths_of(first), filesize(first.size)]
    if others:
        facts.append(ngettext("%(num)s more file", "%(num)s more files", len(others)))
    return facts


def lengths_of(file: File) -> list[str]:
    """Return the minutes and the pages of a file, as far as they are known."""
    lengths = []
    if file.duration:
        lengths.append(minutes(file.duration))
    if file.page_count:
        lengths.append(ngettext("%(num)s page", "%(num)s pages", file.page_count))
    return lengths


def _format_of(file: File) -> str:
    if file.family is Family.IMAGE:
        return str(PICTURE)
    return str(PLAIN_FORMATS.get(file.format, file.format.upper()))
