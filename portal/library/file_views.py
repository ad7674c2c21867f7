"""The files of an item as its page offers them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from portal.library.file_queries import list_shown_files
from portal.library.measures import file_facts
from portal.library.models import Item
from portal.media.models import Family, File
from portal.media.queries import list_ids_with_text
from portal.web.formats import filesize


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file to open; an address is None where there is nothing to open."""

    id: int
    name: str
    url: str
    facts: Sequence[str]
    size: str
    is_audio: bool
    read_url: str | None
    thumbnail_url: str | None


def present_files(item: Item, *, with_thumbnails: bool) -> list[FileView]:
    """Return the files that an item shows, in their order."""
    files = list_shown_files(item)
    readable = list_ids_with_text(file.id for file in files) if files else set()
    return [
        FileView(
            id=file.id,
            name=file.name,
            url=url_for("files.download", file_id=file.id, name=file.name),
            facts=file_facts(file),
            size=filesize(file.size),
            is_audio=file.family is Family.AUDIO,
            read_url=_read_url(item, file) if file.id in readable else None,
            thumbnail_url=_thumbnail_url(file) if with_thumbnails else None,
        )
        for file in files
    ]


def _read_url(item: Item, file: File) -> str:
    return url_for("library.read", slug=item.slug, file=file.id)


def _thumbnail_url(file: File) -> str | None:
    return url_for("files.thumbnail", file_id=file.id) if file.thumbnail_sha256 else None
