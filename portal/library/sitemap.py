"""The public pages of the library for search engines."""

from collections.abc import Iterator, Sequence

from flask import url_for
from sqlalchemy import func, select

from portal.config import LANGUAGES
from portal.extensions import db
from portal.library.file_queries import list_shown_files_by_item
from portal.library.models import Item
from portal.library.queries import is_visible_to
from portal.library.sound_views import url_of_copy
from portal.library.stretches import OPENING
from portal.media.models import Family, File, Purpose
from portal.media.queries import list_ids_with_text
from portal.transcripts.models import TranscriptKind
from portal.transcripts.queries import list_transcripts
from portal.web.sitemap import Address, Source, register_source

IDS_IN_PART = 200
MOST_TEXTS = 4  # of one item
MOST_PICTURES = 20
_LANGUAGE = LANGUAGES[0]


def count_parts() -> int:
    """Return how many parts there are: one for each range of ids."""
    return 1 + (db.session.scalar(select(func.max(Item.id))) or 0) // IDS_IN_PART


def list_part(number: int) -> Iterator[Address]:
    """Yield the pages of the items in a range of ids; the list itself comes with the first."""
    if number == 0:
        yield Address(path=url_for("library.list", language=_LANGUAGE))
    is_in_range = Item.id.between(number * IDS_IN_PART, (number + 1) * IDS_IN_PART - 1)
    items = list(db.session.scalars(select(Item).where(is_in_range, is_visible_to(None))))
    files = list_shown_files_by_item(item.id for item in items)
    for item in items:
        shown = files[item.id]
        yield _address_of_item(item, shown)
        yield from _addresses_of_texts(item, shown)
        yield from _addresses_of_transcripts(item, shown)


def _address_of_item(item: Item, files: Sequence[File]) -> Address:
    pictures = [url_for("library.picture", language=_LANGUAGE, slug=item.slug)]
    pictures += [url_for("files.thumbnail", file_id=f.id) for f in files if f.thumbnail_sha256]
    sounds = (
        url_of_copy(file, copy)
        for file in files
        if file.family is Family.AUDIO
        and (copy := file.copy_for(Purpose.STANDARD) or file.copy_for(Purpose.CLEAN))
    )
    return Address(
        path=url_for("library.show", language=_LANGUAGE, slug=item.slug),
        changed_on=item.updated_at.date(),
        pictures=pictures[:MOST_PICTURES],
        sounds=list(sounds)[:MOST_PICTURES],
    )


def _addresses_of_texts(item: Item, files: Sequence[File]) -> Iterator[Address]:
    if len(item.body) > OPENING:
        yield Address(path=url_for("library.read", language=_LANGUAGE, slug=item.slug))
    readable = list_ids_with_text(file.id for file in files) if files else set()
    for file in [file for file in files if file.id in readable][:MOST_TEXTS]:
        yield Address(
            path=url_for("library.read", language=_LANGUAGE, slug=item.slug, file=file.id)
        )


def _addresses_of_transcripts(item: Item, files: Sequence[File]) -> Iterator[Address]:
    heard = [file.id for file in files if file.family is Family.AUDIO]
    words = [
        one
        for one in (list_transcripts(heard) if heard else ())
        if one.kind is TranscriptKind.WORDS
    ]
    for transcript in words[:MOST_TEXTS]:
        yield Address(
            path=url_for(
                "transcripts.show",
                language=_LANGUAGE,
                slug=item.slug,
                file=transcript.file_id,
                lang=transcript.language_code,
            )
        )


def init_app() -> None:
    """List the pages of the library in the sitemap."""
    register_source("library", Source(count_parts=count_parts, list_part=list_part))
