"""Reads of the files of items: what may be shown, to whom, and what only editors may have."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from portal.auth.models import User
from portal.auth.policy import review_scope
from portal.errors import NotFoundError
from portal.extensions import db
from portal.library.models import Consent, Item, ItemFile
from portal.library.queries import is_on_desk_of, is_owned_within, is_visible_to
from portal.library.showing import IS_IN_PREPARATION, IS_SHOWN
from portal.media.models import File

MOST_CARRIERS = 5

_FILES = select(File).join(ItemFile, ItemFile.file_id == File.id).join(Item)


def list_shown_files(item: Item) -> list[File]:
    """Return, in their order, the files that the page of a visible item may show.

    Whatever of a file is told in public (its name, its pages, its minutes, its transcript)
    goes by this list, or by the same condition.
    """
    return list(
        db.session.scalars(
            _FILES.where(Item.id == item.id, IS_SHOWN)
            .order_by(ItemFile.position)
            .options(selectinload(File.renditions))
        )
    )


def list_shown_files_by_item(item_ids: Iterable[int]) -> Mapping[int, list[File]]:
    """Return the files that visible items may show, as `list_shown_files` does for one."""
    query = (
        select(ItemFile.item_id, File)
        .join(File, File.id == ItemFile.file_id)
        .join(Item, Item.id == ItemFile.item_id)
        .where(ItemFile.item_id.in_(list(item_ids)), IS_SHOWN)
        .order_by(ItemFile.position)
        .options(selectinload(File.renditions))
    )
    files: dict[int, list[File]] = defaultdict(list)
    for item_id, file in db.session.execute(query):
        files[item_id].append(file)
    return files


def is_preparing_files(item: Item) -> bool:
    """Tell whether a file of an item will be shown as soon as its copies are made."""
    return _is_any(_FILES.where(Item.id == item.id, IS_IN_PREPARATION))


def get_file_of(item: Item, file_id: int) -> File:
    """Return a file that an item carries, or raise NotFoundError."""
    for file in item.files:
        if file.id == file_id:
            return file
    raise NotFoundError


def get_file(file_id: int, *, viewer: User | None) -> File:
    """Return a file of which the viewer may have the copies, or raise NotFoundError.

    It is shown with an item that she may see, or its item is on her desk.
    """
    shown = is_visible_to(viewer) & IS_SHOWN
    allowed = or_(shown, is_on_desk_of(viewer)) if viewer else shown
    return _get(_FILES.where(File.id == file_id, allowed))


def get_original(file_id: int, *, viewer: User | None) -> File:
    """Return a file of which the viewer may have the very bytes, or raise NotFoundError.

    Only those may who review the records of its owner; agreements that were spoken too.
    """
    if viewer is None:
        raise NotFoundError
    owned = is_owned_within(review_scope(viewer))
    evidence = (
        select(Consent.evidence_id)
        .join(ItemFile, ItemFile.file_id == Consent.file_id)
        .join(Item, Item.id == ItemFile.item_id)
        .where(Consent.evidence_id == file_id, owned)
    )
    carried = select(ItemFile.file_id).join(Item).where(ItemFile.file_id == file_id, owned)
    return _get(select(File).where(or_(File.id.in_(carried), File.id.in_(evidence))))


def list_other_carriers(file: File, item: Item, *, user: User) -> list[Item]:
    """Return the other items with the bytes of a file that the user may know of, by title."""
    shown = is_visible_to(user) & IS_SHOWN
    carriers = (
        select(ItemFile.item_id)
        .join(File, ItemFile.file_id == File.id)
        .join(Item, ItemFile.item_id == Item.id)
        .where(File.sha256 == file.sha256, Item.id != item.id)
        .where(or_(shown, is_on_desk_of(user)))
    )
    items = select(Item).where(Item.id.in_(carriers)).order_by(Item.title).limit(MOST_CARRIERS)
    return list(db.session.scalars(items))


def _get(query: Select[File]) -> File:
    file = db.session.scalar(query.limit(1))
    if file is None:
        raise NotFoundError
    return file


def _is_any(query: Select[File]) -> bool:
    return bool(db.session.scalar(select(query.exists())))
