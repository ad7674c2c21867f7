"""What lists know of items, read as bare rows: three light queries whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, func, select

from portal.auth.models import User
from portal.directory.models import Organisation
from portal.directory.queries import is_named_to
from portal.extensions import db
from portal.library.models import (
    Item,
    ItemFile,
    ItemKind,
    ItemOrganisation,
    OrganisationRole,
    item_domain,
)
from portal.library.showing import IS_SHOWN
from portal.media.models import File, Rendition
from portal.vocabulary.models import Domain, Labels, Language


@dataclass(frozen=True, slots=True)
class Weight:
    """How long a file is, and how heavy the lightest of its copies."""

    file_id: int
    duration: float | None
    page_count: int | None
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in a list, with its language, the first publisher it names, the files it shows.

    Where its owner publishes it, that is the first.
    """

    id: int
    slug: str
    kind: ItemKind
    title: str
    summary: str
    date: str
    language_code: str
    language_tag: str
    language_labels: Labels
    publisher: str
    files: Sequence[Weight]


EntryQuery = Select[int, str, ItemKind, str, str, str, str, str, Labels]

_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)

_PUBLISHERS = (
    select(ItemOrganisation.item_id, Organisation.acronym, Organisation.name)
    .join(Organisation, Organisation.id == ItemOrganisation.organisation_id)
    .join(Item, Item.id == ItemOrganisation.item_id)
    .where(ItemOrganisation.item_id.in_(_IDS), ItemOrganisation.role == OrganisationRole.PUBLISHER)
    .order_by(Organisation.id == Item.owner_id, Organisation.name.desc())
)
_PUBLIC_PUBLISHERS = _PUBLISHERS.where(is_named_to(None))

_DOMAINS = (
    select(item_domain.c.item_id, Domain.labels)
    .join(Domain, Domain.id == item_domain.c.domain_id)
    .where(item_domain.c.item_id.in_(_IDS))
    .order_by(Domain.position)
)

_WEIGHTS = (
    select(
        ItemFile.item_id,
        File.id,
        File.duration,
        File.page_count,
        select(func.min(Rendition.size)).where(Rendition.file_id == File.id).scalar_subquery(),
    )
    .join(File, File.id == ItemFile.file_id)
    .join(Item, Item.id == ItemFile.item_id)
    .where(ItemFile.item_id.in_(_IDS), IS_SHOWN)
    .order_by(ItemFile.item_id, ItemFile.position)
)


@cache
def select_entries() -> EntryQuery:
    """Select what `read_entries` reads; the caller says which items, and in which order."""
    return select(
        Item.id,
        Item.slug,
        Item.kind,
        Item.title,
        Item.summary,
        Item.date,
        Item.language_code,
        Language.tag,
        Language.labels,
    ).join(Language, Language.code == Item.language_code)


def read_entries(query: EntryQuery, *, viewer: User | None) -> list[Entry]:
    """Return the entries of a query made from `select_entries`, in its order.

    What they name may be named to the viewer.
    """
    rows = db.session.execute(query).all()
    ids = [row.id for row in rows]
    publishers = _publishers(ids, viewer)
    weights = _weights(ids)
    return [Entry(*row, publishers.get(row.id, ""), weights.get(row.id, ())) for row in rows]


def read_domains(ids: Sequence[int]) -> Mapping[int, Sequence[Labels]]:
    """Return the labels of the domains of these items, in their order."""
    found: dict[int, list[Labels]] = {}
    if ids:
        for item_id, labels in db.session.execute(_DOMAINS, {"ids": ids}):
            found.setdefault(item_id, []).append(labels)
    return found


def _publishers(ids: Iterable[int], viewer: User | None) -> Mapping[int, str]:
    """Return the first publisher of each item, by its short name: the last row wins."""
    query = _PUBLISHERS.where(is_named_to(viewer)) if viewer else _PUBLIC_PUBLISHERS
    rows = db.session.execute(query, {"ids": ids})
    return {item_id: acronym or name for item_id, acronym, name in rows}


def _weights(ids: Iterable[int]) -> Mapping[int, Sequence[Weight]]:
    weights: dict[int, list[Weight]] = {}
    for item_id, *weight in db.session.execute(_WEIGHTS, {"ids": ids}):
        weights.setdefault(item_id, []).append(Weight(*weight))
    return weights
