"""Uploads that are meant for records of the library."""

from contextlib import suppress

from flask import url_for

from portal.auth.models import User
from portal.errors import NotFoundError
from portal.library import attachments, queries
from portal.media.models import File
from portal.uploads.destinations import Described, Destination, register_destination
from portal.uploads.models import Upload

DESTINATION = "item"


def init_app() -> None:
    """Let uploads be sent to records."""
    register_destination(DESTINATION, Destination(check=check, deliver=deliver, describe=describe))


def check(user: User, item_id: int) -> None:
    """Raise NotFoundError unless she may change the record as it stands now."""
    queries.get_editable_item(item_id, editor=user)


def deliver(upload: Upload, file: File, user: User) -> None:
    """Put the file where the other stood, or last when that one is gone, and commit."""
    item = queries.get_editable_item(upload.record_id, editor=user)
    if upload.replaces_id is not None:
        with suppress(NotFoundError):
            attachments.put_in_place(item, upload.replaces_id, file, author=user)
            return
    attachments.add_last(item, file, author=user)


def describe(user: User, item_id: int) -> Described | None:
    """Return the record's title and the address of its page on her desk."""
    with suppress(NotFoundError):
        item = queries.get_desk_item(item_id, user=user)
        return Described(item.title, url_for("desk.show", item_id=item_id))
    return None
