"""Files of an item: added, replaced, renamed, removed, erased.

What is replaced or removed leaves the item and the public at once, with every copy of it;
its row and the original stay, so that an earlier revision can be restored. What is erased
is gone for good.
"""

from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.auth.models import User
from portal.content.lifecycle import Action
from portal.content.revisions import rewrite_snapshots
from portal.errors import InvalidError, NotFoundError
from portal.extensions import db, now
from portal.library.circulation import remove_unless_carried
from portal.library.consents import list_evidence
from portal.library.models import Item, ItemFile
from portal.library.queries import list_items_of_file
from portal.library.services import RECORD_KIND, record_change
from portal.library.values import without_file
from portal.media.models import File
from portal.media.names import rename
from portal.media.services import delete_file, receive_file
from portal.media.tasks import process
from portal.media.types import TYPES
from portal.search.outbox import mark_changed, wake_indexer
from portal.uploads.allowance import room_for


def attach_file(item: Item, stream: BinaryIO, *, name: str, author: User | None) -> File:
    """Store the bytes as the item's last file, send them to the worker, and return the file.

    Bytes that the item has already are not stored again: their file is returned. Raises
    InvalidError, with nothing kept, when they are empty, too large, of a type that
    the library does not take, more than she may send in a day, or more than finds room.
    """
    with room_for(stream, author):
        file = receive_file(stream, name=name, uploader=author)
        return add_last(item, file, author=author)


def add_last(item: Item, file: File, *, author: User | None) -> File:
    """Make a received file the item's last, commit, and send it to the worker.

    Returns the file that the item has then: the former one, if it has these bytes already.
    """
    if known := _keep_known(item, file):
        return known
    sha256 = file.sha256
    position = max((link.position for link in item.item_files), default=-1) + 1
    item.item_files.append(ItemFile(file=file, position=position))
    try:
        _commit(item, author)
    except InvalidError:
        # The form was sent twice at once: the other request was faster.
        if known := _find_same(item, sha256):
            return known
        raise
    process.enqueue(file.id)
    return file


def replace_file(
    item: Item, file_id: int, stream: BinaryIO, *, name: str, author: User | None
) -> File:
    """Put new bytes where a file stood, or raise InvalidError as `attach_file` does."""
    _link(item, file_id)
    with room_for(stream, author):
        file = receive_file(stream, name=name, uploader=author)
        return put_in_place(item, file_id, file, author=author)


def put_in_place(item: Item, file_id: int, file: File, *, author: User | None) -> File:
    """Put a received file where another stood, commit, and send it to the worker.

    Returns the file that the item has then, as `add_last` does.
    """
    if known := _keep_known(item, file):
        return known
    link = _link(item, file_id)
    _take_out(item, link)
    item.item_files.append(ItemFile(file=file, position=link.position))
    _commit(item, author)
    process.enqueue(file.id)
    return file


def rename_file(item: Item, file_id: int, words: str, *, author: User) -> File:
    """Give a file another name, for visitors too; how it ends, and its bytes, stay as they are."""
    file = _link(item, file_id).file
    name = rename(file.name, words, extensions=TYPES[file.format].extensions)
    if name != file.name:
        file.name = name
        _commit(item, author)
    return file


def remove_file(item: Item, file_id: int, *, author: User | None) -> None:
    """Take a file out of the item."""
    _take_out(item, _link(item, file_id))
    _commit(item, author)


def erase_file(item: Item, file_id: int, *, author: User) -> None:
    """Delete a file for good: original, copies, text, agreements, and its name in revisions."""
    link = _link(item, file_id)
    file = link.file
    spoken = list_evidence(file.id)
    for item_id in list_items_of_file(file.id):
        rewrite_snapshots(RECORD_KIND, item_id, lambda snapshot: without_file(snapshot, file.id))
        mark_changed(RECORD_KIND, item_id)
    item.item_files.remove(link)
    for erased in (file, *spoken):
        delete_file(erased)
    _commit(item, author)


def _find_same(item: Item, sha256: str) -> File | None:
    return next((file for file in item.files if file.sha256 == sha256), None)


def _keep_known(item: Item, file: File) -> File | None:
    """Return the file of the item that has the bytes of another, which is deleted, and commit."""
    known = _find_same(item, file.sha256)
    if known:
        db.session.flush()
        db.session.delete(file)
        db.session.commit()
    return known


def _take_out(item: Item, link: ItemFile) -> None:
    item.item_files.remove(link)
    remove_unless_carried(link.file, item)


def _link(item: Item, file_id: int) -> ItemFile:
    for link in item.item_files:
        if link.file_id == file_id:
            return link
    raise NotFoundError


def _commit(item: Item, author: User | None) -> None:
    try:
        item.updated_at = now()
        record_change(item, author=author, action=Action.EDIT)
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise InvalidError(
            {"file": _("Somebody changed this record at the same moment: send the file again.")}
        ) from None
    wake_indexer.enqueue()
