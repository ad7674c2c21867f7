"""Copies come and go with their item: made while it may be seen, gone once it is taken back."""

from portal.content.models import Status
from portal.extensions import db
from portal.library.consents import may_be_copied
from portal.library.models import Item
from portal.library.queries import list_items_of_file
from portal.media.models import File
from portal.media.services import remake_copies, remove_copies


def follow_status(item: Item, former: Status) -> None:
    """Make or remove the copies of an item's files as its new status asks; no commit."""
    if item.status is former:
        return
    is_taken_back = former is Status.PUBLISHED or item.status is Status.ARCHIVED
    for file in item.files:
        if is_taken_back:
            remove_unless_carried(file, item)
        else:
            remake_if_agreed(file)


def remake_file(file: File) -> None:
    """Have the copies of one file made again, unless somebody took an agreement back."""
    remake_if_agreed(file)
    db.session.commit()


def remake_if_agreed(file: File) -> None:
    """Have the copies of a file made again, unless somebody took an agreement back; no commit."""
    if may_be_copied(file):
        remake_copies(file)


def remove_unless_carried(file: File, item: Item) -> None:
    """Remove the copies of a file that no other item carries; no commit."""
    if set(list_items_of_file(file.id)) <= {item.id}:
        remove_copies(file)
