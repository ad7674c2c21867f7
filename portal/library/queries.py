"""Reads of the library: what may be seen, by whom, in which order."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import joinedload

from portal.auth.models import User
from portal.auth.policy import Scope, contribution_scope, review_scope
from portal.content.models import Status, Visibility
from portal.errors import NotFoundError
from portal.extensions import db
from portal.library.entries import Entry, read_entries, select_entries
from portal.library.models import (
    FormerSlug,
    Item,
    ItemFile,
    ItemKind,
    ItemOrganisation,
    OrganisationRole,
)
from portal.vocabulary.models import Language

# Among so many of the newest, those in the language of the reader are shown first.
RECENT = 60

_IS_PUBLISHED = Item.status == Status.PUBLISHED
_IS_PUBLIC = _IS_PUBLISHED & (Item.visibility == Visibility.PUBLIC)
_ITEM_WITH_LANGUAGE = select(Item).options(joinedload(Item.language))


def get_item(slug: str, *, viewer: User | None) -> Item:
    """Return the published item at this address, or raise NotFoundError.

    What belongs to it is loaded when touched: for one item that is a third cheaper than
    loading ahead, and reading mode touches little.
    """
    item = db.session.scalar(_ITEM_WITH_LANGUAGE.where(Item.slug == slug, is_visible_to(viewer)))
    if item is None:
        raise NotFoundError
    return item


def find_current_slug(former_slug: str, *, viewer: User | None) -> str | None:
    """Return where the item that once had this slug lives now, if the viewer may see it."""
    return db.session.scalar(
        select(Item.slug)
        .join(FormerSlug, FormerSlug.item_id == Item.id)
        .where(FormerSlug.slug == former_slug, is_visible_to(viewer))
    )


def list_entries(ids: Sequence[int], *, viewer: User | None) -> list[Entry]:
    """Return those of the items that the viewer may see, in the order of `ids`."""
    rows = read_entries(
        select_entries().where(Item.id.in_(ids), is_visible_to(viewer)), viewer=viewer
    )
    by_id = {entry.id: entry for entry in rows}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def list_newest(
    *conditions: ColumnElement[bool], viewer: User | None, language: str, limit: int
) -> list[Entry]:
    """Return the latest published items that meet all conditions.

    Of the RECENT newest those in the language of the reader, by its tag, come first.
    """
    visible = select(Item.id).where(is_visible_to(viewer), *conditions)
    recent = visible.order_by(*newest_first()).limit(RECENT).subquery()
    query = select_entries().join(recent, recent.c.id == Item.id)
    in_order = query.order_by(Language.tag != language, *newest_first())
    return read_entries(in_order.limit(limit), viewer=viewer)


def list_page(
    *, viewer: User | None, page: int, per_page: int, words: Collection[str] = ()
) -> list[Entry]:
    """Return one page of the items that the viewer may see and that say these words."""
    query = select_entries().where(is_visible_to(viewer), _says(words)).order_by(*newest_first())
    return read_entries(query.limit(per_page).offset((page - 1) * per_page), viewer=viewer)


def count_visible(*, viewer: User | None, words: Collection[str] = ()) -> int:
    """Return how many items the viewer may see that say these words."""
    query = select(func.count()).select_from(Item).where(is_visible_to(viewer), _says(words))
    return db.session.scalar(query) or 0


def list_by_organisation(
    organisation_id: int,
    *,
    roles: Collection[OrganisationRole],
    viewer: User | None,
    limit: int = 100,
) -> list[Entry]:
    """Return the items with an organisation in one of these roles: recordings, then newest."""
    linked = select(ItemOrganisation.item_id).where(
        ItemOrganisation.organisation_id == organisation_id, ItemOrganisation.role.in_(roles)
    )
    return read_entries(
        select_entries()
        .where(Item.id.in_(linked), is_visible_to(viewer))
        .order_by(Item.kind != ItemKind.RECORDING, *newest_first())
        .limit(limit),
        viewer=viewer,
    )


def get_editable_item(item_id: int, *, editor: User) -> Item:
    """Return an item that `editor` may change as it stands now, or raise NotFoundError."""
    item = db.session.scalar(
        select(Item).where(Item.id == item_id, is_editable_by(editor)).limit(1)
    )
    if item is None:
        raise NotFoundError
    return item


def get_desk_item(item_id: int, *, user: User) -> Item:
    """Return an item of the user's organisations, whatever its status, or raise NotFoundError."""
    item = db.session.scalar(select(Item).where(Item.id == item_id, is_on_desk_of(user)).limit(1))
    if item is None:
        raise NotFoundError
    return item


def list_desk_items(
    user: User, status: Status, *, page: int = 1, per_page: int = 20
) -> tuple[list[Item], int]:
    """Return a page of the items of her organisations in one status, and how many there are."""
    query = select(Item).where(is_on_desk_of(user), Item.status == status)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(Item.updated_at.desc()).limit(per_page).offset((page - 1) * per_page)
    return list(db.session.scalars(rows)), total


def count_desk_items(user: User) -> dict[Status, int]:
    """Return how many items of her organisations stand in each status."""
    rows = db.session.execute(
        select(Item.status, func.count()).where(is_on_desk_of(user)).group_by(Item.status)
    )
    counts: dict[Status, int] = dict(rows.all())
    return {status: counts.get(status, 0) for status in Status}


def can_edit(item: Item, user: User) -> bool:
    """Tell whether she may change the item as it stands now."""
    if review_scope(user).covers(item.owner_id):
        return item.status is not Status.ARCHIVED
    return item.status is Status.DRAFT and contribution_scope(user).covers(item.owner_id)


def list_items_of_file(file_id: int) -> list[int]:
    """Return the ids of the items that carry a file."""
    return list(db.session.scalars(select(ItemFile.item_id).where(ItemFile.file_id == file_id)))


def find_by_identifier(identifier: str) -> Item | None:
    """Return the item of this identifier, if there is one."""
    return db.session.scalar(select(Item).where(Item.identifier == identifier))


def is_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """Return the condition under which a viewer may see an item in public pages."""
    if viewer is None:
        return _IS_PUBLIC
    shared = Item.visibility.in_((Visibility.PUBLIC, Visibility.MEMBERS))
    return _IS_PUBLISHED & or_(shared, is_owned_within(contribution_scope(viewer)))


def is_on_desk_of(user: User) -> ColumnElement[bool]:
    """Return the condition under which an item appears on a person's desk."""
    return is_owned_within(contribution_scope(user))


def is_editable_by(user: User) -> ColumnElement[bool]:
    """Return the condition under which a person may change an item.

    A contributor changes her organisation's drafts, an editor whatever of hers is not
    archived.
    """
    own_draft = is_on_desk_of(user) & (Item.status == Status.DRAFT)
    reviewed = is_owned_within(review_scope(user)) & (Item.status != Status.ARCHIVED)
    return own_draft | reviewed


def _says(words: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that each word, as written, is in the title or the summary."""
    text = Item.title + " " + Item.summary
    return and_(true(), *(text.icontains(word, autoescape=True) for word in words))


def is_owned_within(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an item belongs to an organisation of a permission."""
    return true() if scope.is_whole_site else Item.owner_id.in_(scope.organisation_ids)


def newest_first() -> tuple[ColumnElement[datetime | None], ColumnElement[int]]:
    """Return the order of lists: the latest published first."""
    return Item.published_at.desc(), Item.id.desc()
