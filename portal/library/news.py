"""What was published last, for readers of feeds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.extensions import db
from portal.library.file_queries import list_shown_files_by_item
from portal.library.models import Item
from portal.library.publishers import list_publishers
from portal.library.queries import is_visible_to, newest_first
from portal.library.sound_views import url_of_copy
from portal.library.words import WORDS
from portal.media.models import Family, File, Purpose
from portal.media.types import TYPES
from portal.web.formats import label


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A sound to keep: its path, media type and size in bytes."""

    path: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An item as a feed tells of it."""

    id: int
    title: str
    summary: str
    tag: str
    path: str
    authors: Sequence[str]
    categories: Sequence[tuple[str, str]]
    enclosures: Sequence[Enclosure]
    created_at: datetime
    published_at: datetime
    updated_at: datetime


def list_news(limit: int) -> list[News]:
    """Return the items that everybody may see and that were published last, newest first."""
    query = (
        select(Item)
        .where(is_visible_to(None))
        .order_by(*newest_first())
        .limit(limit)
        .options(joinedload(Item.language), selectinload(Item.domains))
    )
    items = list(db.session.scalars(query))
    files = list_shown_files_by_item(item.id for item in items)
    return [_present(item, list(_list_sounds(files[item.id]))) for item in items]


def _present(item: Item, sounds: Sequence[Enclosure]) -> News:
    domains = [(domain.slug, label(domain.labels)) for domain in item.domains]
    return News(
        id=item.id,
        title=item.title,
        summary=item.summary,
        tag=item.language.tag,
        path=url_for("library.show", slug=item.slug),
        authors=[body.name for body, _is_shown in list_publishers(item, viewer=None)],
        categories=[(item.kind.value, str(WORDS[item.kind])), *domains],
        enclosures=sounds,
        created_at=item.created_at,
        published_at=item.published_at or item.created_at,
        updated_at=max(item.updated_at, item.published_at or item.created_at),
    )


def _list_sounds(files: Iterable[File]) -> Iterator[Enclosure]:
    """Yield the sounds among files, each by the copy that every player knows."""
    for file in files:
        copy = file.copy_for(Purpose.STANDARD) or file.copy_for(Purpose.CLEAN)
        if copy and file.family is Family.AUDIO:
            media_type = TYPES[copy.format].media_type
            yield Enclosure(path=url_of_copy(file, copy), media_type=media_type, size=copy.size)
