"""Every address that a row names: what was sent, its thumbnail, the copies made of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine, Select, literal, select

from portal.extensions import db
from portal.media.models import File, Rendition

_CHUNK = 500


class Part(StrEnum):
    """What bytes are to a file."""

    ORIGINAL = "original"
    THUMBNAIL = "thumbnail"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Named:
    """Bytes as a row names them; the size is -1 where no row keeps it."""

    row_id: int
    file_id: int
    part: Part
    sha256: str
    size: int


_SELECTS = (
    (
        select(File.id, File.id, literal(Part.ORIGINAL.value), File.sha256, File.size),
        File.id,
        File.sha256,
    ),
    (
        select(
            File.id, File.id, literal(Part.THUMBNAIL.value), File.thumbnail_sha256, literal(-1)
        ).where(File.thumbnail_sha256 != ""),
        File.id,
        File.thumbnail_sha256,
    ),
    (
        select(
            Rendition.id,
            Rendition.file_id,
            literal(Part.COPY.value),
            Rendition.sha256,
            Rendition.size,
        ),
        Rendition.id,
        Rendition.sha256,
    ),
)


def iterate_named(engine: Engine | None = None) -> Iterator[Named]:
    """Yield all that rows name, in this database or in the site's own.

    No transaction stays open between chunks of a few hundred.
    """
    for query, key, _ in _SELECTS:
        last = 0
        while rows := _fetch(query.where(key > last).order_by(key).limit(_CHUNK), engine):
            last = rows[-1].row_id
            yield from rows


def list_named(sha256s: Iterable[str]) -> list[Named]:
    """Return all that rows of the site name under one of these addresses."""
    wanted = list(sha256s)
    return [
        named
        for query, _, address in _SELECTS
        for named in _fetch(query.where(address.in_(wanted)))
    ]


def _fetch(query: Select[int, int, str, str, int], engine: Engine | None = None) -> list[Named]:
    with (engine or db.engine).connect() as connection:
        rows = connection.execute(query)
        return [
            Named(row_id, file_id, Part(part), sha256, size)
            for row_id, file_id, part, sha256, size in rows
        ]
