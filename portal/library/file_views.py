"""The files of an item as its page offers them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.library.file_queries import list_shown_files
from portal.library.measures import file_facts
from portal.library.models import Item
from portal.library.sound_views import SoundView, present_sound, url_of_copy
from portal.library.transcripts.moments import Moment
from portal.media.models import Family, File, Purpose
from portal.media.queries import list_ids_with_text
from portal.web.formats import filesize

_ANYWHERE = Moment()


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyView:
    """A copy to save, or to choose in a player; the words say its weight too."""

    url: str
    words: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file to open; an address is None where there is nothing to open."""

    id: int
    name: str
    facts: Sequence[str]
    copies: Sequence[CopyView]
    sound: SoundView | None
    read_url: str | None
    thumbnail_url: str | None

    @property
    def only_copy(self) -> CopyView | None:
        """The copy to save where there is nothing to choose."""
        return self.copies[0] if len(self.copies) == 1 else None

    @property
    def choices(self) -> Sequence[CopyView]:
        """The copies to choose from, the lightest first, where there are several."""
        return self.copies if len(self.copies) > 1 else ()

    @property
    def is_audio(self) -> bool:
        """Whether it can be heard."""
        return self.sound is not None


def present_files(
    item: Item, *, with_thumbnails: bool, moment: Moment = _ANYWHERE
) -> list[FileView]:
    """Return the files that an item shows, in their order; the moment is of one recording."""
    files = list_shown_files(item)
    readable = list_ids_with_text(file.id for file in files) if files else set()
    heard = _first_heard(files) if moment.file_id is None else moment.file_id
    return [
        FileView(
            id=file.id,
            name=file.name,
            facts=file_facts(file),
            copies=list(_copies(file)),
            sound=_sound(file, moment if file.id == heard else _ANYWHERE),
            read_url=_read_url(item, file) if file.id in readable else None,
            thumbnail_url=_thumbnail_url(file) if with_thumbnails else None,
        )
        for file in files
    ]


def _first_heard(files: Sequence[File]) -> int | None:
    return next((file.id for file in files if file.family is Family.AUDIO), None)


def _sound(file: File, moment: Moment) -> SoundView | None:
    return present_sound(file, moment) if file.family is Family.AUDIO else None


def _copies(file: File) -> Iterator[CopyView]:
    """Yield the copies for people, the lightest first."""
    for purpose in (Purpose.LIGHT, Purpose.STANDARD, Purpose.CLEAN):
        if copy := file.copy_for(purpose):
            size = filesize(copy.size)
            yield CopyView(url=url_of_copy(file, copy), words=_words(purpose, size), size=size)


def _words(purpose: Purpose, size: str) -> str:
    match purpose:
        case Purpose.LIGHT:
            return _("Light, %(size)s", size=size)
        case Purpose.STANDARD:
            return _("MP3, %(size)s", size=size)
        case _:
            return _("Full quality, %(size)s", size=size)


def _read_url(item: Item, file: File) -> str:
    return url_for("library.read", slug=item.slug, file=file.id)


def _thumbnail_url(file: File) -> str | None:
    """Return where its picture is; what it looks like is part of the address.

    Browsers keep it for a day, and an erased file leaves its number to the next.
    """
    look = file.thumbnail_sha256
    return url_for("files.thumbnail", file_id=file.id, v=look[:8]) if look else None
