"""Deleting records for good: with their files, revisions, and place in the index."""

from sqlalchemy import select

from portal.content.revisions import forget_revisions, list_revisions
from portal.extensions import db
from portal.library.consents import list_evidence
from portal.library.models import Item, ItemFile
from portal.library.queries import list_items_of_file
from portal.library.services import RECORD_KIND
from portal.media.models import File
from portal.media.services import delete_file
from portal.search.outbox import mark_changed


def delete_item(item: Item) -> int:
    """Delete a record and the files that no other carries; return how many those were; no commit.

    The files it once had and were replaced go too, and the sounds in which people agreed.
    """
    files = _list_files_ever(item)
    forget_revisions(RECORD_KIND, [item.id])
    mark_changed(RECORD_KIND, item.id)
    db.session.delete(item)
    db.session.flush()
    left = [file for file in files if not list_items_of_file(file.id)]
    for file in left:
        for one in (*list_evidence(file.id), file):
            delete_file(one)
    return len(left)


def _list_files_ever(item: Item) -> list[File]:
    snapshots = [revision.snapshot for revision in list_revisions(RECORD_KIND, item.id)]
    told = {kept[0] for snapshot in snapshots for kept in snapshot["files"]}
    carried = select(ItemFile.file_id).where(ItemFile.item_id == item.id)
    known = told | set(db.session.scalars(carried))
    return list(db.session.scalars(select(File).where(File.id.in_(known))))
